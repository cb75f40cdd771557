"""Names to objects by entry point, ours and those of packages that others install."""

from __future__ import annotations

import logging
import tomllib
from pathlib import Path

import pytest

from folkmoot import plugins
from folkmoot.errors import FolkmootError
from folkmoot.sources import detect, source

PROJECT = tomllib.loads(
    (Path(__file__).resolve().parents[2] / "pyproject.toml").read_text(encoding="utf-8")
)
#: Our own sources, as the package declares them.
OURS = tuple(sorted(PROJECT["project"]["entry-points"]["folkmoot.sources"]))


def offer(folder: Path, package: str, name: str, value: str) -> Path:
    """What an installed package leaves: its metadata, with one source in its entry points."""
    info = folder / f"{package}-1.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1\n")
    (info / "entry_points.txt").write_text(f"[folkmoot.sources]\n{name} = {value}\n")
    return folder


def test_a_package_of_others_comes_in_by_the_same_door(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = offer(tmp_path, "theirs", "mine", "folkmoot.sources.feed:FeedSource")
    monkeypatch.syspath_prepend(str(folder))
    assert plugins.names("folkmoot.sources") == tuple(sorted((*OURS, "mine")))
    assert source("mine").name == "feed"


def test_an_unknown_name_is_answered_with_those_there_are() -> None:
    with pytest.raises(FolkmootError) as caught:
        source("stackexchang")
    problem = caught.value.problem
    assert (problem.code, problem.got) == ("unknown-name", "stackexchang")
    assert problem.expected == f"one of {', '.join(OURS)}"
    assert problem.hint == "did you mean stackexchange?"


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("no_such_module:Source", "no_such_module:Source of broken: No module named"),
        ("folkmoot.sources.feed:NoSource", "folkmoot.sources.feed:NoSource of broken: module"),
        ("pathlib:Path", "a PosixPath"),
    ],
)
def test_a_broken_package_is_named_and_does_not_stop_the_others(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    value: str,
    told: str,
) -> None:
    monkeypatch.syspath_prepend(str(offer(tmp_path / "site", "broken", "broken", value)))
    with pytest.raises(FolkmootError, match=told) as caught:
        source("broken")
    assert caught.value.problem.code == "broken-plugin"
    table = tmp_path / "table.csv"
    table.write_text("a,b\n1,2\n")
    with caplog.at_level(logging.WARNING):
        assert [name for name, _ in detect(table)] == ["table"]
    assert "source broken left out" in caplog.text


def test_two_packages_may_not_offer_different_objects_under_one_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(offer(tmp_path / "a", "one", "twin", "pathlib:Path")))
    monkeypatch.syspath_prepend(str(offer(tmp_path / "b", "two", "twin", "pathlib:PurePath")))
    with pytest.raises(FolkmootError) as caught:
        plugins.load("folkmoot.sources", "twin")
    assert caught.value.problem.got == "pathlib:Path and pathlib:PurePath"
