"""A project's folder: its own alone, with a key that is whole or refused."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from folkmoot.errors import FolkmootError
from folkmoot.project import init_project, open_project


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_folder_and_its_key_are_their_owners_alone(tmp_path: Path) -> None:
    project = init_project(tmp_path / "deep" / "project")
    assert (mode(project.root), mode(project.root / "project.key")) == (0o700, 0o600)
    there = tmp_path / "there"
    there.mkdir(mode=0o750)
    init_project(there)
    assert (mode(there), mode(there / "project.key")) == (0o750, 0o600)


def test_a_project_made_half_is_made_whole_with_the_key_it_has(tmp_path: Path) -> None:
    first = init_project(tmp_path)
    keys = first.keys
    (tmp_path / "folkmoot.toml").unlink()
    (tmp_path / "project.part").write_text("half a key")
    assert init_project(tmp_path).keys == keys
    with pytest.raises(FolkmootError, match=r"folkmoot\.toml"):
        init_project(tmp_path)


@pytest.mark.parametrize("text", ["", "ab" * 31, "zz" * 32, "ab" * 33, "é" * 64])
def test_a_key_that_is_not_whole_is_refused(tmp_path: Path, text: str) -> None:
    root = init_project(tmp_path / "project").root
    (root / "project.key").write_text(text, encoding="utf-8")
    with pytest.raises(FolkmootError, match="64 hexadecimal digits") as caught:
        _ = open_project(root).keys
    assert caught.value.problem.code == "damaged-key"
    assert "abab" not in str(caught.value), "a key is no text for a terminal"
