"""Read the repository of an account: a CAR file of DAG-CBOR blocks under one signed commit.

A block is trusted only where its SHA-256 is the one that it is named by. Records are named by the
keys of a Merkle search tree, so the tree is walked from the commit: blocks that the present tree
does not reach were deleted, and are no records.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, Final

from folkmoot.errors import FolkmootError
from folkmoot.files.opening import unpacked

__all__ = ["BLOCK_LIMIT", "Entry", "count_entries", "is_car", "read_entries"]

#: Longest block in bytes; the protocol allows records of 1 MiB, and images are kept elsewhere.
BLOCK_LIMIT: Final = 1 << 21
#: Blocks in one repository, which are remembered by their place: 100 bytes each.
_BLOCKS: Final = 4_000_000
_TREE_DEPTH: Final = 128
# CID version 1, DAG-CBOR, SHA-256 of 32 bytes.
_PREFIX: Final = b"\x01\x71\x12\x20"
_DIGEST: Final = 32
_VARINT: Final = 9


@dataclass(frozen=True, slots=True)
class Entry:
    """One record: its key in the repository (``collection/rkey``), and what it says.

    ``value`` is ``None`` where the file lacks the block.
    """

    did: str
    rev: str
    key: str
    value: dict[str, Any] | None


@dataclass(slots=True)
class _Blocks:
    file: IO[bytes]
    path: Path
    places: dict[bytes, tuple[int, int]] = field(default_factory=dict)

    def read(self, digest: bytes) -> dict[str, Any] | None:
        """The object of a block; ``None`` where the file has no such block."""
        import libipld

        if (place := self.places.get(digest)) is None:
            return None
        start, size = place
        self.file.seek(start)
        data = self.file.read(size)
        if sha256(data).digest() != digest:
            raise _damaged(self.path, "a block that is not what its name says")
        try:
            found = libipld.decode_dag_cbor(data)
        except (ValueError, RecursionError) as error:
            raise _damaged(self.path, f"a block that is no DAG-CBOR ({error})") from error
        if not isinstance(found, dict):
            raise _damaged(self.path, "a block that is no object")
        return found


def is_car(start: bytes) -> bool:
    """Whether the first bytes of a file are those of a CAR file of version 1.

    Examples
    --------
    >>> is_car(bytes.fromhex("3aa265726f6f7473")), is_car(b"PK")
    (True, False)
    """
    return start[1:9].find(b"\xa2eroots") in {0, 1} or start[1:11].find(b"\xa2gversion") in {0, 1}


def read_entries(path: Path) -> Iterator[Entry]:
    """Yield the records of a repository in the order of their keys.

    Raises
    ------
    FolkmootError
        As `folkmoot.files.opening.compression`; ``not-a-repository``, ``damaged-file``,
        ``truncated-file``, ``too-large``.
    """
    with unpacked(path) as plain, plain.open("rb") as file:
        blocks = _Blocks(file, path)
        root = _index(blocks)
        commit = blocks.read(root) or {}
        did, data = commit.get("did"), _digest(commit.get("data"))
        if not isinstance(did, str) or data is None:
            got = "a CAR file whose root is no commit of a repository"
            raise FolkmootError("not-a-repository", str(path), got, "an account's repository")
        rev, before = str(commit.get("rev") or ""), ""
        for key, digest in _walk(blocks, data, 0):
            # A tree whose branches are shared could be walked for ever; its keys would come again.
            if key.encode() <= before.encode():
                raise _damaged(path, "a tree of records whose keys are out of order")
            before = key
            yield Entry(did, rev, key, blocks.read(digest))


def count_entries(path: Path) -> int:
    """Count the records by the tree's nodes alone, each looked at once and none followed."""
    count = 0
    with unpacked(path) as plain, plain.open("rb") as file:
        blocks = _Blocks(file, path)
        _index(blocks)
        for digest in blocks.places:
            node = blocks.read(digest) or {}
            if set(node) == {"e", "l"} and isinstance(node["e"], list):
                count += len(node["e"])
    return count


def _index(blocks: _Blocks) -> bytes:
    """Remember where each block lies; gives the digest of the root."""
    import libipld

    file, path = blocks.file, blocks.path
    try:
        header = libipld.decode_dag_cbor(_section(file, path) or b"")
        root = _digest(header["roots"][0])
    except (ValueError, RecursionError, TypeError, LookupError) as error:
        got = f"a file without the header of one ({error})"
        raise FolkmootError("not-a-repository", str(path), got, "a CAR file") from error
    while (section := _section(file, path)) is not None:
        if section[:4] != _PREFIX or len(section) < len(_PREFIX) + _DIGEST:
            raise _damaged(path, "a block with an unknown kind of name")
        size = len(section) - len(_PREFIX) - _DIGEST
        blocks.places[section[4 : 4 + _DIGEST]] = (file.tell() - size, size)
        if len(blocks.places) > _BLOCKS:
            got, most = f"more than {_BLOCKS:,} blocks", "the repository of one account"
            raise FolkmootError("too-large", str(path), got, most)
    return root or b""


def _walk(blocks: _Blocks, digest: bytes, depth: int) -> Iterator[tuple[str, bytes]]:
    """Keys of a tree in their order, each with the digest of its record."""
    node = blocks.read(digest)
    if depth > _TREE_DEPTH or node is None or not isinstance(node.get("e"), list):
        raise _damaged(blocks.path, "a tree of records that is not whole")
    if (left := _digest(node.get("l"))) is not None:
        yield from _walk(blocks, left, depth + 1)
    key = b""
    for entry in node["e"]:
        try:
            key = key[: entry["p"]] + entry["k"]
            name, value, right = key.decode(), _digest(entry["v"]), _digest(entry.get("t"))
        except (TypeError, LookupError, ValueError, AttributeError) as error:
            raise _damaged(blocks.path, f"a tree of records that is none ({error})") from error
        yield name, value or b""
        if right is not None:
            yield from _walk(blocks, right, depth + 1)


def _digest(cid: Any) -> bytes | None:
    is_known = isinstance(cid, bytes) and cid[:4] == _PREFIX
    return cid[4:] if is_known else None


def _section(file: IO[bytes], path: Path) -> bytes | None:
    """The next section of the file; ``None`` at its end."""
    size = shift = 0
    for number in range(_VARINT):
        byte = file.read(1)
        if not byte:
            if number:
                raise _truncated(path)
            return None
        size |= (byte[0] & 0x7F) << shift
        shift += 7
        if byte[0] < 0x80:
            break
    if size > BLOCK_LIMIT:
        raise _damaged(path, f"a block of {size:,} bytes")
    data = file.read(size)
    if len(data) < size:
        raise _truncated(path)
    return data


def _damaged(path: Path, got: str) -> FolkmootError:
    hint = "download the repository again; nothing of it was imported"
    return FolkmootError("damaged-file", str(path), got, "a sound CAR file", hint)


def _truncated(path: Path) -> FolkmootError:
    hint = "download the repository again; nothing of it was imported"
    got = "a CAR file that ends too early"
    return FolkmootError("truncated-file", str(path), got, "a whole CAR file", hint)
