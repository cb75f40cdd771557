"""Surveys kept in a project: a folder each, with the answers, the mapping, and what is known.

``surveys/NAME/meta.json`` names the files that hold, and is replaced last, in one step: whoever
reads meanwhile sees the survey as it was or as it is. Names of files carry the digest of what is
in them, so that a file is never changed, only replaced.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyarrow as pa
import pyarrow.compute as pc

from folkmoot.documents import did_you_mean
from folkmoot.durable import flush, write_whole
from folkmoot.errors import FolkmootError
from folkmoot.files.quarantine import redact_aside
from folkmoot.survey.responses import Responses

if TYPE_CHECKING:
    from folkmoot.project import Project

__all__ = [
    "WHOSE",
    "SurveyRecord",
    "forget_respondent",
    "load_survey",
    "redact_answers",
    "remove_survey",
    "save_survey",
    "survey_folder",
    "survey_names",
    "survey_record",
]

#: Column of what was set aside that says whose answer it was, as `folkmoot.ids.format_id` has it.
WHOSE: Final = "respondent_id"
_FOLDER: Final = "surveys"
_META: Final = "meta.json"
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
_TABLES: Final = ("people", "segments", "design", "times", "states", "choices")
_KIND: Final = "parquet"
#: Files that this room writes: by their digest, or unfinished.
_OURS: Final = re.compile(r"(answers|mapping|set_aside)-[0-9a-f]{16}\.\w+|\..+\.part")


@dataclass(frozen=True, slots=True)
class SurveyRecord:
    """What is known of a kept survey beside its answers.

    Parameters
    ----------
    content
        Digest of the file and the mapping that it was made from: the same again changes nothing.
    answers, mapping, set_aside
        Names of its files: Parquet, TOML, and the CSV of what was set aside (empty for none).
    digest
        Of the file of answers, SHA-256.
    counts
        ``read``, ``kept``, ``records_aside``, ``answers_aside``, ``duplicates``, ``speeders``, and
        ``forgotten``, those removed since.
    notes
        What else was said: reasons of duplicates, the median of durations.
    """

    name: str
    content: str
    answers: str
    mapping: str
    set_aside: str
    digest: str
    population: str
    sample_kind: str
    is_simulated: bool
    added_at: str
    about: Mapping[str, str]
    counts: Mapping[str, int]
    notes: Mapping[str, str] = field(default_factory=dict)


def survey_folder(project: Project, name: str) -> Path:
    """Folder of a survey.

    Raises
    ------
    FolkmootError
        ``bad-name``.
    """
    if not _NAME.fullmatch(name):
        hint = "small letters, digits, - and _"
        raise FolkmootError("bad-name", "name", repr(name), "a name such as readers-2026", hint)
    return project.folder(_FOLDER) / name


def survey_names(project: Project) -> list[str]:
    """Names of the surveys that a project keeps."""
    folder = project.folder(_FOLDER)
    return sorted(path.parent.name for path in folder.glob(f"*/{_META}"))


def survey_record(project: Project, name: str) -> SurveyRecord:
    """What is known of a survey.

    Raises
    ------
    FolkmootError
        ``no-survey`` or ``damaged-survey``.
    """
    path = survey_folder(project, name) / _META
    if not path.exists():
        known = survey_names(project)
        hint = did_you_mean(name, known) if known else "folkmoot survey add FILE brings one in"
        raise FolkmootError("no-survey", name, "no survey of this name", "one that is kept", hint)
    try:
        return SurveyRecord(**json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, TypeError) as error:
        raise _damaged(path, str(error)) from error


def load_survey(project: Project, name: str) -> Responses:
    """Load the answers of a survey.

    Raises
    ------
    FolkmootError
        ``no-survey``, or ``damaged-survey`` where the answers are not those that were kept.
    """
    record = survey_record(project, name)
    path = survey_folder(project, name) / record.answers
    if not path.exists():
        # It was replaced between the two readings; the new record names what is there.
        record = survey_record(project, name)
        path = path.with_name(record.answers)
    table = _answers(path)
    tables = {part: _part(table, part) for part in _TABLES}
    choices = tables.pop("choices")
    return Responses(
        record.name,
        record.population,
        "probability" if record.sample_kind == "probability" else "non-probability",
        **tables,
        choices=choices if choices.num_columns else None,
        is_simulated=record.is_simulated,
        about=dict(record.about),
    )


def save_survey(
    project: Project, responses: Responses, record: SurveyRecord, mapping: str, set_aside: bytes
) -> SurveyRecord:
    """Keep a survey, in place of the one of its name; the caller holds the project's lock.

    Parameters
    ----------
    record
        All but the names of files, which are set here.
    mapping
        Text of the mapping.
    set_aside
        The CSV of what was set aside; empty for nothing.
    """
    folder = survey_folder(project, record.name)
    folder.mkdir(parents=True, exist_ok=True)
    kept = replace(
        record,
        answers=_kept(folder, "answers", _KIND, _written(responses)),
        mapping=_kept(folder, "mapping", "toml", mapping.encode()),
        set_aside=_kept(folder, "set_aside", "csv", set_aside) if set_aside else "",
    )
    _commit(folder, kept)
    flush(folder.parent)
    return kept


def remove_survey(project: Project, name: str) -> None:
    """Remove a survey and all its files; raises ``no-survey``."""
    survey_record(project, name)
    folder = survey_folder(project, name)
    # Without its meta it is no survey any more, whatever happens to the rest.
    (folder / _META).unlink()
    flush(folder)
    shutil.rmtree(folder)


def forget_respondent(project: Project, respondent_id: int) -> int:
    """Remove a respondent from every survey; returns how many records were removed."""
    removed = 0
    for name in survey_names(project):
        record, folder = survey_record(project, name), survey_folder(project, name)
        table = _answers(folder / record.answers)
        is_theirs = pc.equal(table["people.respondent_id"], respondent_id)
        count = int(pc.sum(is_theirs).as_py() or 0)
        if not count:
            continue
        rest = table.filter(pc.invert(is_theirs))
        counts = {
            **record.counts,
            "kept": rest.num_rows,
            "duplicates": int(pc.sum(rest["people.is_duplicate"]).as_py() or 0),
            "speeders": int(pc.sum(rest["people.is_speeder"]).as_py() or 0),
            "forgotten": record.counts.get("forgotten", 0) + count,
        }
        answers = _kept(folder, "answers", _KIND, _bytes(rest))
        _commit(folder, replace(record, answers=answers, counts=counts))
        removed += count
    return removed


def redact_answers(
    project: Project, told: re.Pattern[str], respondents: Collection[str], survey: str, line: str
) -> tuple[Path, ...]:
    """Blank what was set aside of a person in every survey, and where others' answers name them.

    Parameters
    ----------
    told
        Meets what tells of the person.
    respondents
        Their pseudonyms, as `WHOSE` has them.
    survey, line
        Where they stand in a file without identifiers; empty for nowhere.

    Returns
    -------
    tuple
        The files that were changed.
    """
    touched = []
    for name in survey_names(project):
        record, folder = survey_record(project, name), survey_folder(project, name)
        if not record.set_aside:
            continue
        number = line if name == survey else ""
        blanked = partial(_blanked, told=told, respondents=respondents, line=number)
        data = redact_aside((folder / record.set_aside).read_bytes(), blanked)
        if data is not None:
            aside = _kept(folder, "set_aside", "csv", data)
            _commit(folder, replace(record, set_aside=aside))
            touched.append(folder / aside)
    return tuple(touched)


def _blanked(
    row: Mapping[str, str], told: re.Pattern[str], respondents: Collection[str], line: str
) -> tuple[str, ...]:
    if row.get(WHOSE, "") in respondents or (line and row["line"] == line):
        # Where they stand leads to them in the file of answers.
        return ("row", "line", "got", WHOSE)
    return ("got",) if told.search(row["got"]) else ()


def _commit(folder: Path, record: SurveyRecord) -> None:
    text = json.dumps(asdict(record), ensure_ascii=False, indent=1)
    write_whole(folder / _META, text.encode())
    named = {record.answers, record.mapping, record.set_aside}
    for path in folder.iterdir():
        # Other rooms keep files of their own here, such as the margins a survey is held to.
        if _OURS.fullmatch(path.name) and path.name not in named:
            path.unlink()
    flush(folder)


def _kept(folder: Path, stem: str, suffix: str, data: bytes) -> str:
    name = f"{stem}-{sha256(data).hexdigest()[:16]}.{suffix}"
    write_whole(folder / name, data)
    return name


def _written(responses: Responses) -> bytes:
    columns: dict[str, pa.ChunkedArray] = {}
    for part in _TABLES:
        table = getattr(responses, part)
        for name in table.column_names if table is not None else ():
            columns[f"{part}.{name}"] = table[name]
    return _bytes(pa.table(columns))


def _bytes(table: pa.Table) -> bytes:
    import pyarrow.parquet as pq

    buffer = BytesIO()
    pq.write_table(table, buffer, compression="zstd", write_statistics=False)
    return buffer.getvalue()


def _answers(path: Path) -> pa.Table:
    import pyarrow.parquet as pq

    try:
        data = path.read_bytes()
        if path.name != f"answers-{sha256(data).hexdigest()[:16]}.{_KIND}":
            raise _damaged(path, "other bytes than were kept")
        return pq.read_table(BytesIO(data))
    except (OSError, pa.ArrowInvalid) as error:
        raise _damaged(path, str(error)) from error


def _part(table: pa.Table, part: str) -> pa.Table:
    names = [name for name in table.column_names if name.startswith(f"{part}.")]
    if not names:
        return pa.table({})
    return table.select(names).rename_columns([name.partition(".")[2] for name in names])


def _damaged(path: Path, got: str) -> FolkmootError:
    hint = "add the file of answers again"
    return FolkmootError("damaged-survey", str(path), got, "a survey as it was kept", hint)
