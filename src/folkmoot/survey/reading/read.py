"""Read a file of answers, by a mapping: everything kept or set aside, and counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from folkmoot.documents import did_you_mean
from folkmoot.errors import Problem, ProblemGroup
from folkmoot.files import Fault
from folkmoot.survey.reading.answers import Answers, read_items
from folkmoot.survey.reading.categories import read_segments
from folkmoot.survey.reading.files import read_file
from folkmoot.survey.reading.layouts import Layout, lay_out
from folkmoot.survey.reading.mapping import SurveyMapping
from folkmoot.survey.reading.moments import Moments, duplicates, read_moments, speeders
from folkmoot.survey.reading.raw import RawTable
from folkmoot.survey.reading.respondents import Sieve, child_fault, pseudonyms
from folkmoot.survey.reading.ticks import read_choices
from folkmoot.survey.reading.weights import read_design
from folkmoot.survey.reading.words import is_private, tells_device
from folkmoot.survey.responses import Responses

__all__ = ["Reading", "open_answers", "read_answers"]


@dataclass(frozen=True)
class Reading:
    """What was read of a file of answers.

    Parameters
    ----------
    responses
        The respondents kept.
    read_count
        Records in the file; as many are kept as are not in ``records_aside``.
    records_aside
        Records that are no answers of a respondent: one fault each.
    answers_aside
        Single answers outside their scale, of respondents who are kept.
    aside_ids
        Pseudonyms of those who gave ``answers_aside``, one for each.
    duplicate_reasons
        How many are flagged as duplicates, by reason; one record may have several.
    median_seconds
        Of the durations; ``None`` where too few are known to flag anybody as a speeder.
    layout
        How the file was laid out, and what told it.
    """

    responses: Responses
    read_count: int
    records_aside: tuple[Fault, ...]
    answers_aside: tuple[Fault, ...]
    aside_ids: tuple[int, ...]
    duplicate_reasons: Mapping[str, int]
    median_seconds: float | None
    layout: Layout


def open_answers(path: Path, mapping: SurveyMapping | None = None) -> tuple[RawTable, Layout]:
    """Read a file as text and recognise its layout; raises as the readers do."""
    rule = SurveyMapping.model_fields["file"].get_default() if mapping is None else mapping.file
    raw = read_file(path, encoding=rule.encoding, delimiter=rule.delimiter, sheet=rule.sheet)
    return lay_out(raw, rule.layout)


def read_answers(
    path: Path, mapping: SurveyMapping, key: bytes, *, without: frozenset[int] = frozenset(),
    forgotten_key: bytes = b"", opened: tuple[RawTable, Layout] | None = None,
) -> Reading:  # fmt: skip
    """Read a file of answers.

    Parameters
    ----------
    path
        CSV, TSV, XLSX, SPSS or Stata.
    mapping
        What its columns mean.
    key
        Makes pseudonyms of respondents.
    without
        Digests of people who were forgotten, under ``forgotten_key``: their records are set aside.
    opened
        What `open_answers` gave, where it was called before.

    Raises
    ------
    ProblemGroup
        With every fault of the mapping against this file, and of weights; nothing is kept then.
    FolkmootError
        Where the file cannot be read.
    """
    mapping = mapping.named(path)
    raw, layout = opened or open_answers(path, mapping)
    _check_columns(path, raw, mapping)
    whole, roles = raw.read_count, _roles(layout, mapping)
    sieve = Sieve(raw, roles.get("id", ""), mapping.name)
    sieve.leave_out_tries(layout.tries)
    sieve.keep_only(mapping.people.only)
    sieve.leave_out_forgotten(without, forgotten_key)
    raw, aside = sieve.rest()
    told = mapping.people
    moments = read_moments(raw, roles, told.time_style, told.zone or layout.zone, layout.time_style)
    segments = read_segments(raw, mapping, pc.year(moments.completed_at))
    answers = read_items(raw, mapping)
    design, problems = read_design(raw, mapping)
    found = [*moments.problems, *segments.problems, *answers.problems, *problems]
    if found:
        raise ProblemGroup(path.name, found)
    people, reasons, median = _people(raw, roles, layout.no_question, moments, mapping.name, key)
    responses = _responses(path, mapping, layout, (people, segments.table, design), answers, raw)
    is_child = segments.children.to_numpy(zero_copy_only=False)
    aside += [child_fault(raw, int(row)) for row in np.flatnonzero(is_child)]
    answers_aside = tuple(fault for fault in answers.set_aside if not is_child[fault.row - 1])
    return Reading(
        _filtered(responses, pa.array(~is_child)), whole,
        tuple(sorted(aside, key=lambda fault: fault.line)),
        answers_aside,
        tuple(people["respondent_id"][fault.row - 1].as_py() for fault in answers_aside),
        reasons, median, layout,
    )  # fmt: skip


def _people(
    raw: RawTable,
    roles: Mapping[str, str],
    no_question: frozenset[str],
    moments: Moments,
    name: str,
    key: bytes,
) -> tuple[pa.Table, dict[str, int], float | None]:
    """Table of the respondents with their flags, reasons of duplicates, the median duration."""
    identifier = roles.get("id", "")
    others = [column for column in raw.columns if column not in roles.values()]
    devices = [column for column in others if tells_device(column)]
    answers = [column for column in others if column not in no_question and not is_private(column)]
    timed = [column for role, column in roles.items() if role != "id"]
    copies, reasons = duplicates(raw, identifier, answers, timed, devices)
    fast, median = speeders(moments.duration_seconds)
    people = {
        "respondent_id": pseudonyms(raw, identifier, name, key),
        "completed_at": moments.completed_at,
        "duration_seconds": moments.duration_seconds,
        "is_duplicate": pa.array(copies),
        "is_speeder": pa.array(fast),
    }
    return pa.table(people), reasons, median


def _check_columns(path: Path, raw: RawTable, mapping: SurveyMapping) -> None:
    """Every column that the mapping names must be there, once."""
    problems = []
    for column in mapping.columns:
        if column not in raw.columns:
            expected = "a column of this file"
            hint = did_you_mean(column, raw.columns)
            problems.append(Problem("no-column", f"column {column}", "not there", expected, hint))
        elif column in raw.doubled:
            count = raw.names.count(column)
            hint = "give them different names in the file"
            got = f"{count} columns of this name"
            problems.append(Problem("column-twice", f"column {column}", got, "one", hint))
    if problems:
        raise ProblemGroup(path.name, problems)


def _roles(layout: Layout, mapping: SurveyMapping) -> dict[str, str]:
    told = mapping.people
    given = {
        "id": told.id,
        "started_at": told.started_at,
        "completed_at": told.completed_at,
        "duration_seconds": told.duration_seconds,
    }
    return {**layout.roles, **{role: column for role, column in given.items() if column}}


def _responses(
    path: Path, mapping: SurveyMapping, layout: Layout, tables: tuple[pa.Table, pa.Table, pa.Table],
    answers: Answers, raw: RawTable,
) -> Responses:  # fmt: skip
    people, segments, design = tables
    return Responses(
        mapping.name,
        mapping.population,
        mapping.sample_kind,
        people,
        segments,
        design,
        answers.times,
        answers.states,
        read_choices(raw, mapping),
        mapping.is_simulated,
        {
            "file": path.name,
            "digest": sha256(path.read_bytes()).hexdigest(),
            "form": raw.form,
            "layout": layout.title,
            "layout_reason": layout.reason,
        },
    )


def _filtered(responses: Responses, keep: pa.Array) -> Responses:
    if pc.all(keep).as_py():
        return responses

    def rest(table: pa.Table) -> pa.Table:
        return table.filter(keep) if table.num_columns else table

    return replace(
        responses,
        people=rest(responses.people),
        segments=rest(responses.segments),
        design=rest(responses.design),
        times=rest(responses.times),
        states=rest(responses.states),
        choices=None if responses.choices is None else rest(responses.choices),
    )
