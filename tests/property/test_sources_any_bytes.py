"""Every source on spoilt exports: rows, counted faults, or one refusal; never a crash."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.source_corpus import corpus, spoil

from folkmoot.errors import FolkmootError
from folkmoot.sources import Source, source, source_names
from folkmoot.testing import check_broken

CORPUS = corpus()


@cache
def reader(name: str) -> Source:
    return source(name)


def test_every_source_has_a_sample() -> None:
    assert {by for by, _, _ in CORPUS.values()} == set(source_names())


@pytest.mark.parametrize("name", CORPUS)
@given(seed=st.integers(0, 2**32))
def test_a_spoilt_export_gives_rows_faults_or_a_refusal(name: str, seed: int) -> None:
    by, write, options = CORPUS[name]
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder))
        spoil(path, random.Random(seed))
        check_broken(reader(by), path, options)


def files(folder: Path) -> Iterator[Path]:
    yield from ([folder] if folder.is_file() else folder.rglob("*"))


@pytest.mark.parametrize("name", CORPUS)
@given(content=st.binary(max_size=300))
def test_any_bytes_under_the_name_of_an_export(name: str, content: bytes) -> None:
    by, write, options = CORPUS[name]
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder))
        for file in files(path):
            if file.is_file():
                file.write_bytes(content)
        check_broken(reader(by), path, options)


def test_claims_survive_any_bytes(tmp_path: Path) -> None:
    chance = random.Random(1)
    for number, (_, write, _) in enumerate(CORPUS.values()):
        folder = tmp_path / str(number)
        folder.mkdir()
        path = write(folder)
        spoil(path, chance)
        for name in source_names():
            try:
                claim = reader(name).claim(path)
            except FolkmootError:
                continue
            assert claim is None or 0 <= claim.confidence <= 1
