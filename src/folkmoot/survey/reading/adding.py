"""Bring a file of answers into a project, where it is kept under a name."""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyarrow.compute as pc

from folkmoot.errors import FolkmootError
from folkmoot.files.quarantine import COLUMNS, aside_row
from folkmoot.ids import format_id
from folkmoot.survey.reading.api import own_mapping
from folkmoot.survey.reading.mapping import SurveyMapping, read_mapping
from folkmoot.survey.reading.read import Reading, read_answers
from folkmoot.survey.store import (
    WHOSE,
    SurveyRecord,
    save_survey,
    survey_folder,
    survey_names,
    survey_record,
)

if TYPE_CHECKING:
    from folkmoot.project import Project

__all__ = ["AddedSurvey", "add_survey"]

#: Goes up when the same file and mapping are read to something else.
_READER_VERSION: Final = 2


@dataclass(frozen=True)
class AddedSurvey:
    """What adding a file did.

    Parameters
    ----------
    record
        The survey as it is kept now.
    status
        ``added``, ``replaced`` (another file or mapping had its name), or ``already there``.
    reading
        What was read; ``None`` where the same was already there.
    """

    record: SurveyRecord
    status: str
    reading: Reading | None


def add_survey(
    project: Project, path: str | Path, mapping: str | Path | None = None, name: str = ""
) -> AddedSurvey:
    """Read a file of answers and keep it in the project.

    Adding the same file with the same mapping again changes nothing. People who were forgotten
    (`folkmoot.forget`, with the platform ``survey/NAME``) are set aside.

    Parameters
    ----------
    path, mapping
        As for `folkmoot.read_survey`.
    name
        Of the survey; by default as the mapping has it.

    Raises
    ------
    FolkmootError
        As `folkmoot.read_survey`; ``bad-name``; ``busy``. Nothing is changed then.
    """
    place = Path(path)
    if not place.is_file():
        raise FolkmootError("no-file", str(place), "no file there", "a file of answers")
    if name:
        survey_folder(project, name)
    own = own_mapping(place, name) if mapping is None else None
    told, text = (own.mapping, own.text) if own else _from_file(mapping or "")
    told = told.named(place, name)
    content = _content(place, told)
    with project.lock(wait_seconds=60):
        is_known = told.name in survey_names(project)
        if is_known and (kept := survey_record(project, told.name)).content == content:
            return AddedSurvey(kept, "already there", None)
        forgotten = project.state.forgotten_digests()
        reading = read_answers(
            place, told, project.keys.person,
            without=forgotten, forgotten_key=project.keys.forgotten,
            opened=own.opened if own else None,
        )  # fmt: skip
        record = _record(reading, told, content)
        kept = save_survey(project, reading.responses, record, text, _set_aside(reading))
    return AddedSurvey(kept, "replaced" if is_known else "added", reading)


def _from_file(mapping: str | Path) -> tuple[SurveyMapping, str]:
    return read_mapping(mapping), Path(mapping).read_text("utf-8-sig")


def _content(path: Path, mapping: SurveyMapping) -> str:
    digest = sha256(f"{_READER_VERSION}\n{mapping.model_dump_json()}\n".encode())
    digest.update(path.read_bytes())
    return digest.hexdigest()


def _record(reading: Reading, mapping: SurveyMapping, content: str) -> SurveyRecord:
    responses = reading.responses
    counts = {
        "read": reading.read_count,
        "kept": len(responses),
        "records_aside": len(reading.records_aside),
        "answers_aside": len(reading.answers_aside),
        "duplicates": int(pc.sum(responses.people["is_duplicate"]).as_py() or 0),
        "speeders": int(pc.sum(responses.people["is_speeder"]).as_py() or 0),
    }
    median = reading.median_seconds
    notes = {f"duplicate: {why}": f"{count}" for why, count in reading.duplicate_reasons.items()}
    notes["median_seconds"] = "" if median is None else f"{median:g}"
    return SurveyRecord(
        mapping.name, content, "", "", "", responses.about["digest"], mapping.population,
        mapping.sample_kind, mapping.is_simulated, datetime.now(UTC).isoformat(timespec="seconds"),
        dict(responses.about), counts, notes,
    )  # fmt: skip


def _set_aside(reading: Reading) -> bytes:
    """What was set aside as CSV: lines and reasons, without the records themselves.

    Answers say whose they are, so that they go when the respondent is forgotten. Of those who are
    not kept not even a pseudonym is.
    """
    answers = zip(reading.answers_aside, map(format_id, reading.aside_ids), strict=True)
    rows = [("respondent", fault, "") for fault in reading.records_aside]
    rows += [("answer", fault, whose) for fault, whose in answers]
    if not rows:
        return b""
    file = StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow([*COLUMNS, WHOSE])
    for kind, fault, whose in rows:
        writer.writerow([*aside_row(kind, replace(fault, record="")), whose])
    return file.getvalue().encode("utf-8", "backslashreplace")
