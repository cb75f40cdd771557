"""The raw archive: raw pages as they were fetched, compressed and encrypted, for replay.

One file an import: frames of Arrow IPC (its buffers compressed with zstd), each sealed with
AES-256-GCM under the project's archive key. Of flat JSON only the lines are kept: their fields
are read off them again. A frame's place in its file is authenticated, so
frames cannot be dropped from the middle, swapped or moved between files unnoticed.
"""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import pyarrow as pa

from folkmoot.durable import put_in_place
from folkmoot.errors import FolkmootError
from folkmoot.sources import REST, Fault, LineReader, Page

__all__ = ["read_pages", "rewrite_pages", "write_pages"]

_MAGIC: Final = b"folkmoot raw 1\n"
_LENGTH: Final = struct.Struct("<I")
_NONCE_BYTES: Final = 12


def write_pages(path: Path, pages: Iterable[Page], key: bytes) -> Iterator[Page]:
    """Pass pages through while writing them to ``path``; flushed to disk when they end.

    A file whose iteration was not finished is left as ``*.part`` and means nothing.
    """
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    cipher = AESGCM(key)
    part = path.with_suffix(path.suffix + ".part")
    part.parent.mkdir(parents=True, exist_ok=True)
    with part.open("wb") as file:
        file.write(_MAGIC)
        for number, page in enumerate(pages):
            nonce = os.urandom(_NONCE_BYTES)
            sealed = nonce + cipher.encrypt(nonce, _pack(page), _place(path, number))
            file.write(_LENGTH.pack(len(sealed)))
            file.write(sealed)
            yield page
    put_in_place(part, path)


def read_pages(path: Path, key: bytes) -> Iterator[Page]:
    """Read the pages of an archive file back, in order.

    Raises
    ------
    FolkmootError
        When the file was cut, changed, or sealed with another key.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    cipher = AESGCM(key)
    with path.open("rb") as file, LineReader() as reader:
        if file.read(len(_MAGIC)) != _MAGIC:
            raise _damaged(path, "another kind of file")
        number = 0
        while head := file.read(_LENGTH.size):
            size = _LENGTH.unpack(head)[0] if len(head) == _LENGTH.size else -1
            sealed = file.read(size) if size > 0 else b""
            if len(sealed) != size:
                raise _damaged(path, f"an incomplete page {number + 1}")
            try:
                packed = cipher.decrypt(
                    sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], _place(path, number)
                )
            except InvalidTag as error:
                raise _damaged(path, f"page {number + 1} changed or another key") from error
            yield _unpack(packed, reader)
            number += 1


def rewrite_pages(path: Path, pages: Iterable[Page], key: bytes) -> None:
    """Replace an archive file by other pages, in one step."""
    for _ in write_pages(path, pages, key):
        pass


def _pack(page: Page) -> bytes:
    fields = [[f.row, f.line, f.column, f.code, f.got, f.expected, f.record] for f in page.faults]
    head = json.dumps({"kind": page.kind, "faults": fields, "from_rest": page.from_rest})
    names = [name for name in page.records.schema.names if name not in page.from_rest]
    records = page.records.select(names).replace_schema_metadata({"page": head})
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression="zstd")
    with pa.ipc.new_stream(sink, records.schema, options=options) as writer:
        writer.write_batch(records)
    return bytes(sink.getvalue())


def _unpack(packed: bytes, reader: LineReader) -> Page:
    with pa.ipc.open_stream(packed) as stream:
        batch = stream.read_next_batch()
    head = json.loads(batch.schema.metadata[b"page"])
    faults = tuple(Fault(*fields) for fields in head["faults"])
    from_rest = tuple(head.get("from_rest", ()))
    batch = batch.replace_schema_metadata(None)
    if from_rest:
        columns, _ = reader.columns(batch[REST], from_rest)
        columns = {"row": batch["row"], "line": batch["line"], **columns, REST: batch[REST]}
        batch = pa.RecordBatch.from_pydict(columns)
    return Page(head["kind"], batch, faults, from_rest)


def _place(path: Path, number: int) -> bytes:
    return f"{path.stem}/{number}".encode()


def _damaged(path: Path, got: str) -> FolkmootError:
    return FolkmootError(
        "damaged-archive", path.name, got, "a raw archive of this project",
        "restore the file from a copy, or import the original file again",
    )  # fmt: skip
