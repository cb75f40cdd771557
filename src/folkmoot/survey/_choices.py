"""What can be wrong with the choices of whoever makes a questionnaire, all of it at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from folkmoot.errors import Problem
from folkmoot.places import country_names
from folkmoot.survey._wording import LANGUAGES, structure

__all__ = ["choice_faults"]

#: More than this and nobody reads the list.
_MOST_COMMUNITIES: Final = 60


def choice_faults(
    languages: Sequence[str],
    communities: Sequence[str],
    countries: Sequence[str],
    asker: str | None,
    contact: str | None,
    months: int,
    leave_out: Sequence[str],
) -> list[Problem]:
    """Find every fault of the parameters of `folkmoot.survey.instrument.make_instrument`."""
    return [
        *_language_faults(languages),
        *_list_faults(communities, countries),
        *_text_faults(asker, contact, months, leave_out),
    ]


def _language_faults(languages: Sequence[str]) -> Iterator[Problem]:
    if not languages:
        yield Problem("no-language", "languages", "none", f"at least one of {_all_languages()}")
    for place, code in enumerate(languages):
        if code not in LANGUAGES:
            yield Problem("unknown-language", "languages", repr(code), f"one of {_all_languages()}")
        elif code in languages[:place]:
            yield Problem("twice", "languages", repr(code), "each language once")


def _is_words(text: str) -> bool:
    """Neither empty nor with what a file of a form cannot hold."""
    return bool(text.strip()) and text.isprintable()


def _all_languages() -> str:
    return ", ".join(LANGUAGES)


def _list_faults(communities: Sequence[str], countries: Sequence[str]) -> Iterator[Problem]:
    if len(communities) > _MOST_COMMUNITIES:
        yield Problem(
            "too-many", "communities", str(len(communities)), f"at most {_MOST_COMMUNITIES}",
            "ask about those that matter most",
        )  # fmt: skip
    for where, names in (("communities", communities), ("countries", countries)):
        for place, name in enumerate(names):
            if not _is_words(name):
                yield Problem("no-name", where, repr(name), "a name, on one line")
            elif name in names[:place]:
                yield Problem("twice", where, repr(name), "each name once")
    for code in countries:
        if code.strip() and code not in country_names():
            expected = "two capital letters of ISO 3166, such as DE"
            yield Problem("unknown-country", "countries", repr(code), expected)


def _text_faults(
    asker: str | None, contact: str | None, months: int, leave_out: Sequence[str]
) -> Iterator[Problem]:
    for where, text in (("asker", asker), ("contact", contact)):
        if text is not None and not _is_words(text):
            yield Problem("no-name", where, repr(text), "some words, on one line")
    if months < 1:
        yield Problem("too-few", "months", str(months), "at least 1")
    optional = [name for name, row in structure()["question"].items() if row.get("is_optional")]
    for name in leave_out:
        if name not in optional:
            expected = f"one of {', '.join(optional)}"
            yield Problem("not-optional", "leave out", repr(name), expected)
