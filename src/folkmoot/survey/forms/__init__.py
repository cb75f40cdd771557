"""The questionnaire in the forms that tools read: one module each, none of which knows another.

Each module has one function, ``render``, from an `Instrument` to the bytes of a file.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Final

from folkmoot.durable import write_whole
from folkmoot.errors import Problem, ProblemGroup
from folkmoot.survey.instrument import Instrument

__all__ = ["FORMS", "form_faults", "write_form"]

#: Form -> the module that writes it, and how its files end.
FORMS: Final = {
    "lss": ("folkmoot.survey.forms.limesurvey", ".lss"),
    "qualtrics": ("folkmoot.survey.forms.qualtrics", ".txt"),
    "xlsform": ("folkmoot.survey.forms.xlsform", ".xlsx"),
    "html": ("folkmoot.survey.forms.printed", ".html"),
    "codebook": ("folkmoot.survey.forms.codebook", ".csv"),
}

#: Forms that hold one language a file.
_ONE_LANGUAGE: Final = ("qualtrics",)


def form_faults(form: str, languages: Sequence[str], path: Path) -> list[Problem]:
    """Find what keeps a form from being written: its name, its languages, the name of the file."""
    if form not in FORMS:
        return [Problem("unknown-format", "format", repr(form), f"one of {', '.join(FORMS)}")]
    problems = []
    if form in _ONE_LANGUAGE and len(languages) > 1:
        problems.append(Problem(
            "one-language", "languages", ", ".join(languages), f"one language a file of {form}",
            "run it once a language: the codes are the same, so the answers fit together",
        ))  # fmt: skip
    suffix = FORMS[form][1]
    if path.suffix.casefold() != suffix:
        problems.append(Problem(
            "other-suffix", "output", repr(path.name), f"a name that ends in {suffix}",
            "the tool that reads it goes by the ending",
        ))  # fmt: skip
    return problems


def write_form(instrument: Instrument, form: str, path: Path) -> Path:
    """Write the questionnaire for a tool, whole or not at all, and return the path.

    Parameters
    ----------
    instrument
        As `folkmoot.survey.instrument.make_instrument` makes it.
    form
        One of `FORMS`: ``lss`` (LimeSurvey), ``qualtrics`` (its text import), ``xlsform``
        (KoboToolbox, ODK), ``html`` (to be printed), ``codebook`` (a table of all codes).
    path
        The file; its ending is the one that the tool expects.

    Raises
    ------
    ProblemGroup
        For an unknown form, more languages than it holds, or another ending.
    """
    problems = form_faults(form, [each.code for each in instrument.languages], path)
    if problems:
        raise ProblemGroup(str(path), problems)
    content: bytes = import_module(FORMS[form][0]).render(instrument)
    return write_whole(path, content)
