"""Reading a file of answers in one call, for Python."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path

from folkmoot.errors import FolkmootError, Problem, ProblemGroup
from folkmoot.survey.reading.draft import draft_text
from folkmoot.survey.reading.layouts import Layout
from folkmoot.survey.reading.mapping import SurveyMapping, parsed_mapping, read_mapping
from folkmoot.survey.reading.raw import RawTable
from folkmoot.survey.reading.read import open_answers, read_answers
from folkmoot.survey.reading.suggest import suggest
from folkmoot.survey.responses import Responses

__all__ = ["OwnMapping", "own_mapping", "read_survey"]


def read_survey(
    path: str | Path,
    mapping: str | Path | SurveyMapping | None = None,
    *,
    key: bytes = b"",
) -> Responses:
    """Read the answers to a questionnaire.

    Parameters
    ----------
    path
        CSV, TSV, XLSX, SPSS (.sav, .zsav) or Stata (.dta), as LimeSurvey, Qualtrics, SurveyMonkey,
        KoboToolbox and Google Forms export them, or a table of your own.
    mapping
        What its columns mean: a file (``survey.toml``) or a `SurveyMapping`. It can be left out for
        answers to folkmoot's own questionnaire; the sample is then taken for a non-probability one
        of nobody but the respondents.
    key
        Makes pseudonyms of respondents; a project's ``keys.person`` makes those of the project.
        Without one a key is drawn that nobody keeps, and every reading has other pseudonyms.

    Raises
    ------
    ProblemGroup
        With every fault of the mapping, and of the mapping against the file.
    FolkmootError
        Where the file cannot be read, or needs a mapping.
    """
    place = Path(path)
    given = key or secrets.token_bytes(32)
    if mapping is None:
        own = own_mapping(place)
        return read_answers(place, own.mapping, given, opened=own.opened).responses
    told = mapping if isinstance(mapping, SurveyMapping) else read_mapping(mapping)
    return read_answers(place, told, given).responses


@dataclass(frozen=True)
class OwnMapping:
    """Mapping of answers to our own questionnaire, its text, and the file as it was opened."""

    mapping: SurveyMapping
    text: str
    opened: tuple[RawTable, Layout]


def own_mapping(path: Path, name: str = "") -> OwnMapping:
    """Find the mapping of a file of answers to our own questionnaire.

    Raises
    ------
    ProblemGroup
        ``unknown-answer``: the texts that our scale does not have.
    FolkmootError
        ``no-mapping`` where it is not surely ours.
    """
    raw, layout = open_answers(path)
    found = suggest(path, raw, layout, name)
    if found.has_our_items and found.unclear:
        expected = "an answer that our questionnaire has"
        hint = "mend it in the file, or write a mapping: folkmoot survey add FILE --suggest"
        raise ProblemGroup(
            path.name,
            [
                Problem("unknown-answer", f"column {column}", f'"{text[:40]}"', expected, hint)
                for text, column in found.unclear.items()
            ],
        )
    if not found.is_ours:
        raise FolkmootError(
            "no-mapping", path.name, "other questions or answers than those of folkmoot's own",
            "a mapping", "folkmoot survey add FILE --suggest > survey.toml writes a first one",
        )  # fmt: skip
    found.document["population"] = f"those who answered {path.name}"
    mapping = parsed_mapping(path.name, found.document)
    return OwnMapping(mapping, draft_text(path, raw, layout, found), (raw, layout))
