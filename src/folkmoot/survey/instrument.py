"""The questionnaire as data: what is asked, in which words, and the codes of questions and answers.

The wording is ours; the published ladder's own questions are protected. Structure and words are
``reference/questionnaire*.toml``, the map from item to behaviour to group is that of
`folkmoot.ladder.QUESTIONNAIRE`. Each export of `folkmoot.survey.forms` writes the same codes, and
`item_of_code` and `option_of_code` read them back, so that answers need no mapping.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Literal

from folkmoot.errors import ProblemGroup
from folkmoot.places import country_names
from folkmoot.survey._choices import choice_faults
from folkmoot.survey._wording import LANGUAGES, structure, words
from folkmoot.survey.responses import AnswerState

__all__ = [
    "VERSION",
    "Condition",
    "Instrument",
    "Language",
    "Option",
    "Question",
    "QuestionKind",
    "Section",
    "country_number",
    "export_code",
    "item_of_code",
    "make_instrument",
    "option_of_code",
]

#: ``frequency`` questions share one scale; ``open`` ones have no options.
QuestionKind = Literal["frequency", "single", "multiple", "open"]

#: Seconds that an answer takes, by kind; our estimate, to which reading the consent is added.
_SECONDS: Final = {"frequency": 6, "single": 6, "multiple": 16, "open": 8}
_LONG_SECONDS: Final = 30
_CONSENT_SECONDS: Final = 35


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that can be chosen.

    Parameters
    ----------
    code
        What stands in the file of answers: digits, at most five, the same in every tool.
    value
        What it means to folkmoot: ``18-24``, ``f``, ``forum``, ``DE``, a community's name.
    label
        The words, by language.
    times
        Times a month, for the scale of frequencies.
    state
        What kind of none it is, where it is no answer.
    is_exclusive
        Whether it stands alone among options of which several can be chosen.
    """

    code: str
    value: str
    label: Mapping[str, str]
    times: float | None = None
    state: AnswerState | None = None
    is_exclusive: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """A question is shown to those who chose this option of an earlier one."""

    question: str
    code: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question, its words by language, its options in their order.

    ``is_long`` says of an open one that it asks for sentences, not for a word.
    """

    id: str
    kind: QuestionKind
    text: Mapping[str, str]
    options: tuple[Option, ...] = ()
    shown_if: Condition | None = None
    is_long: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """Questions shown together; those about frequencies share one line of introduction."""

    id: str
    title: Mapping[str, str]
    questions: tuple[Question, ...]

    @property
    def is_scale(self) -> bool:
        """Whether all its questions are answered on the scale of frequencies."""
        return all(question.kind == "frequency" for question in self.questions)


@dataclass(frozen=True, slots=True)
class Language:
    """A language of the questionnaire: its code, locale, own name, and the words around questions.

    ``words`` holds ``title``, ``consent``, ``frequency`` (what introduces the scale), ``several``,
    ``alone``, ``tick``, ``question_column``, ``thanks`` and ``hand_back``.
    """

    code: str
    locale: str
    name: str
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Instrument:
    """A questionnaire, ready to be written for a tool; the first language is the main one."""

    version: str
    languages: tuple[Language, ...]
    sections: tuple[Section, ...]

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions, in the order in which they are shown."""
        return tuple(question for section in self.sections for question in section.questions)

    @property
    def minutes(self) -> float:
        """How long it takes, by our estimate of the seconds that each kind of question takes."""
        seconds = sum(
            _LONG_SECONDS if each.is_long else _SECONDS[each.kind]
            for each in self.questions
            if each.shown_if is None
        )
        return (seconds + _CONSENT_SECONDS) / 60

    def question(self, question_id: str) -> Question:
        """Look up a question; ``KeyError`` for one that is not asked."""
        return {each.id: each for each in self.questions}[question_id]


def make_instrument(
    languages: Sequence[str] = LANGUAGES,
    *,
    communities: Sequence[str] = (),
    countries: Sequence[str] = (),
    asker: str | None = None,
    contact: str | None = None,
    months: int = 12,
    leave_out: Sequence[str] = (),
) -> Instrument:
    """Make the questionnaire.

    Parameters
    ----------
    languages
        ``en`` and ``zh`` (or their locales, ``zh-Hans``), the main one first.
    communities
        Names to be asked about; without any that question is left out.
    countries
        ISO 3166 codes to choose from; without any the country is written in words.
    asker, contact
        Who asks, and where a respondent can write; in brackets, to be filled in, where not given.
    months
        How long answers are kept, as the consent promises.
    leave_out
        Optional questions not to ask.

    Raises
    ------
    ProblemGroup
        With everything that is wrong with the choices.

    Examples
    --------
    >>> asked = make_instrument(["en"], countries=["DE", "CN"], asker="Morning Grinder")
    >>> [option.label["en"] for option in asked.question("country").options]
    ['Germany', 'China', 'Another country', 'Prefer not to say']
    >>> asked.question("read").options[3].times
    4.0
    """
    told = [_language_code(each) for each in languages]
    problems = choice_faults(told, communities, countries, asker, contact, months, leave_out)
    if problems:
        raise ProblemGroup("the questionnaire", problems)
    filled = {"asker": asker, "contact": contact, "months": str(months)}
    build = _Builder(told, communities, countries, leave_out)
    return Instrument(
        VERSION,
        tuple(_language(code, filled) for code in told),
        tuple(section for section in build.sections() if section.questions),
    )


def export_code(item: str) -> str:
    """Code of a question in every export: its id without underscores, which LimeSurvey forbids.

    Examples
    --------
    >>> export_code("publish_page")
    'publishpage'
    """
    return item.replace("_", "").casefold()


def item_of_code(code: str) -> str | None:
    """Question that a column of answers belongs to, by the column's name; ``None`` for others.

    Columns are named as the tools name them: ``agenext``-like codes alone, in a group
    (``taking_in/read``), as a line of a table (``takingin[read]``, ``takingin_read``), or with an
    option of several (``kinds[3]``, ``kinds_3``, ``places/kinds/3``).

    Examples
    --------
    >>> [item_of_code(name) for name in ("ageband", "takingin[visitnetwork]", "kinds_3", "mood")]
    ['age_band', 'visit_network', 'kinds', None]
    """
    return _column(code)[0]


def option_of_code(code: str) -> str | None:
    """Option that a column of answers is about, where several can be chosen; ``None`` for others.

    Examples
    --------
    >>> [option_of_code(name) for name in ("kinds[12]", "places/kinds/3", "seek_97", "age_band")]
    ['12', '3', '97', None]
    """
    return _column(code)[1]


def country_number(country: str) -> str:
    """Code of a country among the options: the places of its two letters in the alphabet.

    Examples
    --------
    >>> country_number("DE"), country_number("CN")
    ('405', '314')
    """
    first, second = (ord(letter) - ord("A") + 1 for letter in country)
    return str(100 * first + second)


def _column(name: str) -> tuple[str | None, str | None]:
    known = _known_codes()
    parts = [part for part in re.split(r"[\[\]/.]+", name.strip()) if part]
    if not parts:
        return None, None
    last = parts[-1]
    if export_code(last) in known:
        return known[export_code(last)], None
    if len(parts) > 1 and last.isdecimal():
        return _several(known.get(export_code(parts[-2])), last)
    before, _, after = last.rpartition("_")
    if after.isdecimal():
        return _several(known.get(export_code(before)), after)
    head, _, tail = last.partition("_")
    in_table = head.casefold() in {export_code(each["id"]) for each in structure()["section"]}
    return (known.get(export_code(tail)) if in_table else None), None


def _several(question: str | None, option: str) -> tuple[str | None, str | None]:
    if question is None or structure()["question"].get(question, {}).get("kind") != "multiple":
        return None, None
    return question, option


@cache
def _known_codes() -> dict[str, str]:
    ids = [item for each in structure()["behaviour"] for item in each["items"]]
    return {export_code(each): each for each in (*ids, *structure()["question"])}


class _Builder:
    """Puts structure and words together for the languages asked for."""

    def __init__(
        self,
        languages: Sequence[str],
        communities: Sequence[str],
        countries: Sequence[str],
        leave_out: Sequence[str],
    ) -> None:
        self.languages = languages
        self.communities = communities
        self.countries = countries
        self.leave_out = {*leave_out, *(() if communities else ("communities",))}
        self.scale = tuple(self._option(row, "scale", None) for row in structure()["scale"])

    def sections(self) -> Iterator[Section]:
        for row in structure()["section"]:
            items = [
                Question(item, "frequency", self._label("item", item), self.scale)
                for item in row.get("items", ())
            ]
            others = [
                self._question(each)
                for each in row.get("questions", ())
                if each not in self.leave_out
            ]
            yield Section(row["id"], self._label("section", row["id"]), (*items, *others))

    def _question(self, question_id: str) -> Question:
        row = structure()["question"][question_id]
        text = self._label("question", question_id)
        if question_id == "country" and not self.countries:
            return Question(question_id, "open", text)
        options = [*self._named(question_id), *row.get("options", ())]
        return Question(
            question_id,
            row["kind"],
            text,
            tuple(self._option(each, "option", question_id) for each in options),
            Condition(**row["shown_if"]) if "shown_if" in row else None,
            row.get("is_long", False),
        )

    def _named(self, question_id: str) -> list[dict[str, Any]]:
        """Options that whoever asks has named."""
        if question_id == "communities":
            return [
                {"code": str(number), "value": name, "label": dict.fromkeys(self.languages, name)}
                for number, name in enumerate(self.communities, 1)
            ]
        if question_id == "country":
            return [
                {"code": country_number(each), "value": each, "label": self._country(each)}
                for each in self.countries
            ]
        return []

    def _country(self, code: str) -> dict[str, str]:
        return {language: country_names()[code][language] for language in self.languages}

    def _option(self, row: Mapping[str, Any], part: str, question_id: str | None) -> Option:
        value = row["value"]
        no_answer = {"refused": AnswerState.REFUSED, "dont_know": AnswerState.DONT_KNOW}
        return Option(
            row["code"],
            value,
            row.get("label") or self._label(part, value, question_id),
            row.get("times"),
            no_answer.get(value),
            row.get("is_exclusive", False),
        )

    def _label(self, part: str, name: str, question_id: str | None = None) -> dict[str, str]:
        found = {}
        for language in self.languages:
            told = words(language)[part]
            found[language] = told[name] if question_id is None else told[question_id][name]
        return found


def _language(code: str, filled: Mapping[str, str | None]) -> Language:
    told = words(code)
    texts = {name: text.strip() for name, text in told.items() if isinstance(text, str)}
    for name, value in filled.items():
        texts["consent"] = texts["consent"].replace(f"{{{name}}}", value or texts.get(name, ""))
    return Language(code, told["locale"], told["name"], texts)


def _language_code(told: str) -> str:
    """Code of a language told by its code or its locale; what is unknown stays as it is."""
    for code in LANGUAGES:
        if told.strip().casefold() in {code, words(code)["locale"].casefold()}:
            return code
    return told


#: Version of the items, of their groups and of the scale; answers carry it.
VERSION: Final = str(structure()["version"])
