"""Which records of a file are answers of respondents, and the pseudonyms of those who gave them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from folkmoot.files import Fault
from folkmoot.ids import hash_column
from folkmoot.survey.reading.raw import RawTable
from folkmoot.survey.reading.words import compared

__all__ = ["ID_SCHEME", "Sieve", "child_fault", "platform_of", "pseudonyms"]

#: Scheme of identifiers that a survey's own records carry, as in every pseudonym.
ID_SCHEME: Final = "id"


def platform_of(name: str) -> str:
    """Platform under which the respondents of a survey are pseudonyms, as ``forget`` names it.

    Examples
    --------
    >>> platform_of("readers-2026")
    'survey/readers-2026'
    """
    return f"survey/{name}"


class Sieve:
    """Chooses the records to take; each of the others is set aside with its first reason."""

    def __init__(self, raw: RawTable, identifier: str, name: str) -> None:
        self._raw = raw
        self._identifier = identifier
        self._name = name
        self._keep = np.ones(raw.table.num_rows, dtype=np.bool_)
        self._aside = list(raw.faults)

    def leave_out_tries(self, tries: Mapping[str, tuple[str, ...]]) -> None:
        """Records that whoever made the survey wrote while trying it."""
        for column, texts in tries.items():
            for row, is_one in enumerate(self._has(column, texts)):
                if is_one:
                    expected = "an answer of a respondent"
                    self._set_aside(row, column, "a-try", "a preview or a test", expected)

    def keep_only(self, only: Mapping[str, tuple[str, ...]]) -> None:
        """Records that the mapping wants."""
        for column, texts in only.items():
            for row, is_one in enumerate(self._has(column, texts)):
                if not is_one:
                    expected = f"one of {', '.join(texts)}, as people.only wants"
                    self._set_aside(row, column, "left-out", "another text", expected)

    def leave_out_forgotten(self, digests: frozenset[int], key: bytes) -> None:
        """Records of people who were forgotten."""
        if not digests:
            return
        names = _identifiers(self._raw, self._identifier)
        found = hash_column(names, platform_of(self._name), key=key).to_pylist()
        for row, digest in enumerate(found):
            if digest in digests:
                got = "a record of a forgotten person"
                self._set_aside(row, "", "forgotten", got, "nothing of theirs")

    def rest(self) -> tuple[RawTable, list[Fault]]:
        """Records to take, and what was set aside, without what was written there."""
        mask = pa.array(self._keep)
        table, lines = self._raw.table.filter(mask), self._raw.lines.filter(mask)
        aside = [replace(fault, record="") for fault in self._aside]
        return replace(self._raw, table=table, lines=lines), aside

    def _has(self, column: str, texts: tuple[str, ...]) -> Iterator[bool]:
        wanted = {compared(text) for text in texts}
        labels = self._raw.labels.get(column, {})
        for text in self._raw.table[column].to_pylist():
            spelt = {compared(each) for each in (text, labels.get(text or "")) if each}
            yield bool(spelt & wanted)

    def _set_aside(self, row: int, column: str, code: str, got: str, expected: str) -> None:
        if self._keep[row]:
            self._keep[row] = False
            line = self._raw.lines[row].as_py()
            self._aside.append(Fault(row + 1, line, column, code, got, expected))


def child_fault(raw: RawTable, row: int) -> Fault:
    """Fault of a record that a child gave."""
    line = raw.lines[row].as_py()
    expected = "13 years or more: of children nothing is stored"
    return Fault(row + 1, line, "", "child", "a respondent under 13", expected)


def pseudonyms(raw: RawTable, identifier: str, name: str, key: bytes) -> pa.Array:
    """Keyed hashes of the respondents of a survey, as every other pseudonym of the project."""
    return hash_column(_identifiers(raw, identifier), platform_of(name), ID_SCHEME, key=key)


def _identifiers(raw: RawTable, identifier: str) -> pa.Array:
    """What names each record: its identifier, or else its line."""
    lines = pc.binary_join_element_wise("line", raw.lines.cast(pa.string()), ":")
    if not identifier:
        return lines
    return pc.coalesce(raw.table[identifier].combine_chunks(), lines)
