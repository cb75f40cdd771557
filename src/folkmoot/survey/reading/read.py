"""Read a file of answers, by a mapping: everything kept or set aside, and counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from folkmoot.documents import did_you_mean
from folkmoot.errors import Problem, ProblemGroup
from folkmoot.files import Fault
from folkmoot.ids import hash_column
from folkmoot.survey.reading.answers import Answers, read_items
from folkmoot.survey.reading.categories import read_segments
from folkmoot.survey.reading.files import read_file
from folkmoot.survey.reading.layouts import Layout, lay_out
from folkmoot.survey.reading.mapping import SurveyMapping
from folkmoot.survey.reading.moments import duplicates, read_moments, speeders
from folkmoot.survey.reading.raw import RawTable
from folkmoot.survey.reading.ticks import read_choices
from folkmoot.survey.reading.weights import read_design
from folkmoot.survey.reading.words import compared, is_private
from folkmoot.survey.responses import Responses

__all__ = ["ID_SCHEME", "Reading", "open_answers", "platform_of", "read_answers"]

#: Scheme of identifiers that a survey's own records carry, as in every pseudonym.
ID_SCHEME: Final = "id"


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
    duplicate_reasons: Mapping[str, int]
    median_seconds: float | None
    layout: Layout


def platform_of(name: str) -> str:
    """Platform under which the respondents of a survey are pseudonyms, as ``forget`` names it.

    Examples
    --------
    >>> platform_of("readers-2026")
    'survey/readers-2026'
    """
    return f"survey/{name}"


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
    raw, layout = opened or open_answers(path, mapping)
    _check_columns(path, raw, mapping)
    whole = raw.read_count
    roles = _roles(layout, mapping)
    raw, aside = _chosen(raw, mapping, roles.get("id", ""), without, forgotten_key)
    told = mapping.people
    moments = read_moments(raw, roles, told.time_style, told.zone or layout.zone, layout.time_style)
    segments = read_segments(raw, mapping, pc.year(moments.completed_at))
    answers = read_items(raw, mapping)
    design, problems = read_design(raw, mapping)
    found = [*moments.problems, *segments.problems, *answers.problems, *problems]
    if found:
        raise ProblemGroup(path.name, found)
    is_child = segments.children.to_numpy(zero_copy_only=False)
    aside += [_child(raw, int(row)) for row in np.flatnonzero(is_child)]
    devices = [name for name in raw.columns if is_private(name) and name != roles.get("id")]
    timed = [roles[role] for role in roles if role != "id"]
    copies, reasons = duplicates(raw, roles.get("id", ""), timed, devices)
    fast, median = speeders(moments.duration_seconds)
    people = pa.table(
        {
            "respondent_id": _pseudonyms(raw, roles.get("id", ""), mapping.name, key),
            "completed_at": moments.completed_at,
            "duration_seconds": moments.duration_seconds,
            "is_duplicate": pa.array(copies),
            "is_speeder": pa.array(fast),
        }
    )
    responses = _responses(path, mapping, layout, (people, segments.table, design), answers, raw)
    kept = pa.array(~is_child)
    return Reading(
        _filtered(responses, kept), whole, tuple(sorted(aside, key=lambda fault: fault.line)),
        tuple(fault for fault in answers.set_aside if not is_child[fault.row - 1]),
        reasons, median, layout,
    )  # fmt: skip


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


def _chosen(
    raw: RawTable, mapping: SurveyMapping, identifier: str, without: frozenset[int],
    forgotten_key: bytes,
) -> tuple[RawTable, list[Fault]]:  # fmt: skip
    """Records to take, and those set aside: by the mapping's wish, or of forgotten people."""
    keep = np.ones(raw.table.num_rows, dtype=np.bool_)
    aside = list(raw.faults)
    for column, texts in mapping.people.only.items():
        wanted = {compared(text) for text in texts}
        labels = raw.labels.get(column, {})
        for row, text in enumerate(raw.table[column].to_pylist()):
            spelt = {compared(each) for each in (text, labels.get(text or "")) if each}
            if keep[row] and not spelt & wanted:
                keep[row] = False
                aside.append(_left_out(raw, row, column, texts))
    if without:
        names = _identifiers(raw, identifier)
        digests = hash_column(names, platform_of(mapping.name), key=forgotten_key).to_pylist()
        for row, digest in enumerate(digests):
            if keep[row] and digest in without:
                keep[row] = False
                aside.append(_forgotten(raw, row))
    mask = pa.array(keep)
    rest = replace(raw, table=raw.table.filter(mask), lines=raw.lines.filter(mask))
    return rest, [replace(fault, record="") for fault in aside]


def _left_out(raw: RawTable, row: int, column: str, texts: tuple[str, ...]) -> Fault:
    expected = f"one of {', '.join(texts)}, as people.only wants"
    line = raw.lines[row].as_py()
    return Fault(row + 1, line, column, "left-out", "another text", expected)


def _forgotten(raw: RawTable, row: int) -> Fault:
    line = raw.lines[row].as_py()
    return Fault(row + 1, line, "", "forgotten", "a record of a forgotten person", "nothing of it")


def _child(raw: RawTable, row: int) -> Fault:
    line = raw.lines[row].as_py()
    expected = "13 years or more: of children nothing is stored"
    return Fault(row + 1, line, "", "child", "a respondent under 13", expected)


def _identifiers(raw: RawTable, identifier: str) -> pa.Array:
    """What names each record: its identifier, or else its line."""
    lines = pc.binary_join_element_wise("line", raw.lines.cast(pa.string()), ":")
    if not identifier:
        return lines
    return pc.coalesce(raw.table[identifier].combine_chunks(), lines)


def _pseudonyms(raw: RawTable, identifier: str, name: str, key: bytes) -> pa.Array:
    return hash_column(_identifiers(raw, identifier), platform_of(name), ID_SCHEME, key=key)


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
