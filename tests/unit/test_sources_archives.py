"""Exports of several files: alike as folder, zip, tar and 7z; archives that lie are refused."""

from __future__ import annotations

import io
import stat
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import py7zr
import pytest

from folkmoot.errors import FolkmootError
from folkmoot.sources._archives import open_export

FILES = {"general/2024-01-01.json": b"[1]", "general/2024-01-02.json": b"[2]", "users.json": b"[]"}


def wanted(name: str) -> bool:
    return name.endswith(".json")


def folder_of(path: Path) -> Path:
    for name, content in {**FILES, "picture.png": b"\x89PNG", "__MACOSX/a.json": b"x"}.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(content)
    return path


def packed(folder: Path, kind: str) -> Path:
    path = folder.with_suffix(f".{kind}")
    if kind == "zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(folder.rglob("*")):
                archive.write(file, file.relative_to(folder))
    elif kind == "7z":
        with py7zr.SevenZipFile(path, "w") as seven:
            seven.writeall(folder, "")
    else:
        with tarfile.open(path, "w:gz" if kind == "tar.gz" else "w") as tar:
            tar.add(folder, ".")
    return path


@pytest.mark.parametrize("kind", ["folder", "zip", "tar", "tar.gz", "7z"])
def test_a_folder_and_its_archives_look_alike(tmp_path: Path, kind: str) -> None:
    folder = folder_of(tmp_path / "export")
    path = folder if kind == "folder" else packed(folder, kind)
    with open_export(path, wanted) as export:
        assert export.names == tuple(FILES)
        assert {name: b"".join(export.blocks(name)) for name in export.names} == FILES
        assert export.head("users.json", 1) == b"["
        with export.local("users.json") as local:
            assert local.read_bytes() == b"[]"
        assert export.sizes == {name: len(content) for name, content in FILES.items()}


def test_one_file_is_an_export_of_one(tmp_path: Path) -> None:
    path = tmp_path / "result.json"
    path.write_bytes(b"\xef\xbb\xbf[]")
    with open_export(path) as export:
        assert export.names == ("result.json",)
        assert b"".join(export.blocks("result.json")) == b"[]"


def test_a_link_in_a_folder_is_not_followed(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "export")
    (tmp_path / "secret.json").write_text("[0]")
    (folder / "link.json").symlink_to(tmp_path / "secret.json")
    (folder / "linked").symlink_to(tmp_path)
    with open_export(folder, wanted) as export:
        assert export.names == tuple(FILES)


def zip_with(path: Path, name: str, content: bytes = b"[]", mode: int = 0) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        info = zipfile.ZipInfo(name)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = mode << 16
        archive.writestr(info, content)
    return path


def tar_with(path: Path, member: tarfile.TarInfo, content: bytes = b"") -> Path:
    with tarfile.open(path, "w") as archive:
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))
    return path


def refusal(path: Path) -> str:
    try:
        with open_export(path) as export:
            return f"read {sum(len(b''.join(export.blocks(name))) for name in export.names)} bytes"
    except FolkmootError as error:
        return error.problem.code


@pytest.mark.parametrize(
    "name", ["", "../a.json", "/etc/a.json", "a/../../b.json", "C:\\a.json", "../a.png"]
)
def test_a_name_that_leaves_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    assert refusal(zip_with(tmp_path / "a.zip", name)) == "unsafe-archive"
    assert refusal(tar_with(tmp_path / "a.tar", tarfile.TarInfo(name), b"[]")) == "unsafe-archive"
    assert not (tmp_path / "a.json").exists()


def test_links_in_archives_are_refused(tmp_path: Path) -> None:
    link = zip_with(tmp_path / "a.zip", "a.json", b"/etc/passwd", stat.S_IFLNK | 0o777)
    assert refusal(link) == "unsafe-archive"
    member = tarfile.TarInfo("a.json")
    member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
    assert refusal(tar_with(tmp_path / "a.tar", member)) == "unsafe-archive"
    folder = tmp_path / "links"
    folder.mkdir()
    (folder / "a.json").symlink_to("/etc/passwd")
    with py7zr.SevenZipFile(tmp_path / "a.7z", "w") as archive:
        archive.write(folder / "a.json", "a.json")
    assert refusal(tmp_path / "a.7z") == "unsafe-archive"


def test_an_archive_inside_an_archive_is_refused(tmp_path: Path) -> None:
    assert refusal(zip_with(tmp_path / "a.zip", "inner.zip")) == "nested-archive"


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    zeros = b"\0" * (1 << 27)
    assert refusal(zip_with(tmp_path / "a.zip", "a.json", zeros)) == "expands-too-far"
    with py7zr.SevenZipFile(tmp_path / "a.7z", "w") as archive:
        archive.writestr(zeros, "a.json")
    assert refusal(tmp_path / "a.7z") == "expands-too-far"


def test_a_password_is_said_to_be_one(tmp_path: Path) -> None:
    with py7zr.SevenZipFile(tmp_path / "a.7z", "w", password="secret") as archive:
        archive.writestr(b"[]", "a.json")
    assert refusal(tmp_path / "a.7z") == "encrypted-archive"
    path = zip_with(tmp_path / "a.zip", "a.json")
    content = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + offset] |= 1
    path.write_bytes(content)
    assert refusal(path) == "encrypted-archive"


@pytest.mark.parametrize("kind", ["zip", "tar.gz", "7z"])
@pytest.mark.parametrize("keep", [0.3, 0.7, 0.98])
def test_a_cut_archive_is_damaged(tmp_path: Path, kind: str, keep: float) -> None:
    path = packed(folder_of(tmp_path / "export"), kind)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * keep)])
    assert refusal(path) in {"damaged-file", "truncated-file"}


def test_a_name_that_is_no_text_makes_a_zip_a_damaged_one(tmp_path: Path) -> None:
    path = zip_with(tmp_path / "a.zip", "é.json")
    content = bytearray(path.read_bytes())
    content[content.index("é".encode())] = 0xFE
    path.write_bytes(content)
    assert refusal(path) == "damaged-file"


def test_without_the_library_a_7z_says_what_to_install(tmp_path: Path) -> None:
    path = packed(folder_of(tmp_path / "export"), "7z")
    program = (
        "import sys; sys.modules['py7zr'] = None\n"
        "from pathlib import Path\n"
        "from folkmoot.sources._archives import open_export\n"
        f"with open_export(Path({str(path)!r})): pass"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert done.returncode == 1
    assert b'pip install "folkmoot[sevenzip]"' in done.stderr
