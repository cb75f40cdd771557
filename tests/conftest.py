"""Shared by every test: where the larger data sets lie, and how hard Hypothesis tries."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# No deadline in either: the first example pays for imports, and machines differ. ``ci`` draws the
# same examples in every run, so that a change fails for what it changed.
settings.register_profile("fast", max_examples=25, deadline=None)
settings.register_profile(
    "ci",
    max_examples=100,
    deadline=None,
    derandomize=True,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if "CI" in os.environ else "fast"))

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
