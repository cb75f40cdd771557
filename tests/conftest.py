"""Fixtures shared by every test: where the optional shared data lies, and small helpers."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of the larger data sets; tests that need it are skipped where it is absent."""
    folder = Path(os.environ.get("FOLKMOOT_SHARED", _ROOT.parent / "shared")) / "data"
    if not folder.is_dir():
        pytest.skip("the larger data sets are not on this machine (set FOLKMOOT_SHARED)")
    return folder


@pytest.fixture(scope="session")
def travel_folder(shared_data: Path) -> Path:
    """The whole history of the travel community, as CSV."""
    return shared_data / "travel_stackexchange_2017"
