"""Open a file as blocks of UTF-8 bytes: plain, gzip, zstd or bzip2, told by its first bytes.

Memory stays bounded whatever the file holds. An archive that ends too early, or is damaged,
refuses the whole file: that an import is complete cannot be promised by half a file.
"""

from __future__ import annotations

import bz2
import codecs
import tempfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import IO, Final

from folkmoot.errors import FolkmootError

__all__ = [
    "BLOCK_SIZE",
    "EXPANSION_LIMIT",
    "blocks",
    "check_encoding",
    "compression",
    "head",
    "raw_blocks",
    "stem",
    "telling_records",
    "text_blocks",
    "unpacked",
]

#: Bytes in one block of text, about. A page holds as much, so this bounds its memory as well; the
#: fixed cost of a page is that of 1 MiB of text.
BLOCK_SIZE: Final = 1 << 23

#: Bytes of content that any packed file may have, and how many times its own size more may be. Text
#: packs 5 to 50 times; what packs better by far stands for blanks without end.
EXPANSION_LIMIT: Final = 1 << 31
_EXPANSION_RATIO: Final = 500

_MAGIC: Final = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd", b"BZh": "bzip2"}
_FOREIGN: Final = {
    b"PK\x03\x04": ("a zip archive or a workbook", "unpack it, or save the sheet as CSV"),
    b"7z\xbc\xaf\x27\x1c": ("a 7z archive", "unpack it and name the folder"),
    b"\xfd7zXZ": ("an xz archive", "unpack it first"),
    b"Rar!": ("a rar archive", "unpack it first"),
    b"\xd0\xcf\x11\xe0": ("an old workbook or document", "save the sheet as CSV"),
    b"%PDF": ("a PDF", "export the table behind it as CSV"),
}
# UTF-32 stands before UTF-16, whose little-endian mark is the start of its own.
_BOMS: Final = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
# Bytes fed to the zstd decoder at once: 4 may stand for 128 KiB, so 4 KiB for 128 MiB at most.
_ZSTD_SLICE: Final = 1 << 12
_SUFFIXES: Final = (".gz", ".zst", ".zstd", ".bz2")


def compression(path: Path) -> str | None:
    """Name the compression of a file by its first bytes; ``None`` for a plain file.

    Raises
    ------
    FolkmootError
        ``no-file``, ``empty-file`` or ``foreign-format`` (a zip, a workbook, a PDF).
    """
    try:
        with path.open("rb") as file:
            start = file.read(8)
    except OSError as error:
        reason = error.strerror or str(error)
        raise FolkmootError("no-file", str(path), reason, "a file that can be read") from error
    if not start:
        raise _empty(str(path))
    for magic, (what, hint) in _FOREIGN.items():
        if start.startswith(magic):
            raise FolkmootError(
                "foreign-format", str(path), what, "text, or text in gzip, zstd or bzip2", hint
            )
    return next((name for magic, name in _MAGIC.items() if start.startswith(magic)), None)


def stem(path: Path) -> str:
    """Name of a file without folders and without what tells its compression.

    Examples
    --------
    >>> stem(Path("dump/Posts.csv.zst"))
    'Posts.csv'
    """
    return path.stem if path.suffix.lower() in _SUFFIXES else path.name


def raw_blocks(path: Path, expansion_limit: int = EXPANSION_LIMIT) -> Iterator[bytes]:
    """Yield the bytes of a file, decompressed, in blocks of some MiB (128 MiB at most).

    Parameters
    ----------
    path
        Any file that `compression` knows.
    expansion_limit
        Bytes that a small packed file may stand for.

    Raises
    ------
    FolkmootError
        As `compression`; ``truncated-file`` or ``damaged-file``, with how much could be read;
        ``expands-too-far``.
    """
    waiting = bytearray()
    try:
        for piece in _pieces(path, expansion_limit):
            waiting += piece
            if len(waiting) >= BLOCK_SIZE:
                yield bytes(waiting)
                waiting.clear()
    except FolkmootError:
        # What was read before the fault is handed on, so that its records can be counted.
        if waiting:
            yield bytes(waiting)
        raise
    if waiting:
        yield bytes(waiting)


def blocks(path: Path, encoding: str = "") -> Iterator[bytes]:
    """Yield the text of a file as UTF-8, without byte order mark.

    Parameters
    ----------
    path
        Any file that `compression` knows.
    encoding
        How the text is written; empty for what the byte order mark says, else UTF-8. Bytes that
        are wrong in that encoding come out as the byte FF; wrong UTF-8 comes out as it is: the
        record that holds either is set aside by who reads on.

    Raises
    ------
    FolkmootError
        As `raw_blocks`; ``empty-file`` also where there is nothing but the mark.
    """
    yield from text_blocks(raw_blocks(path), str(path), encoding)


def text_blocks(stream: Iterator[bytes], where: str, encoding: str = "") -> Iterator[bytes]:
    """Yield the text of a stream of bytes, as `blocks` does for a file; ``where`` is for errors."""
    first = next(stream, b"")
    mark = next((mark for mark in _BOMS if first.startswith(mark)), b"")
    codec = check_encoding(_BOMS[mark] if mark else encoding or "utf-8")
    first = first[len(mark) :]
    if not first:
        raise _empty(where)
    if codec == "utf-8":
        yield first
        yield from stream
    else:
        yield from _transcoded(first, stream, codec)


def check_encoding(name: str) -> str:
    """Return Python's own name of a text encoding.

    Examples
    --------
    >>> check_encoding("Latin1"), check_encoding("utf8"), check_encoding("gbk")
    ('iso8859-1', 'utf-8', 'gbk')

    Raises
    ------
    FolkmootError
        ``unknown-encoding``.
    """
    try:
        b"".decode(name)
        return codecs.lookup(name).name
    except (LookupError, ValueError) as error:
        raise FolkmootError(
            "unknown-encoding",
            "encoding",
            name,
            "the name of a text encoding, such as utf-8, latin-1, gb18030 or utf-16",
        ) from error


def head(path: Path, size: int = 1 << 16, encoding: str = "") -> bytes:
    """First bytes of a file's text, in UTF-8."""
    return next(blocks(path, encoding), b"")[:size]


@contextmanager
def unpacked(path: Path) -> Iterator[Path]:
    """Give a plain file with the content of ``path``: itself, or a copy for as long as needed.

    For formats that must be read from several places, such as Parquet. The copy lies in a
    private temporary folder and is removed at the end.
    """
    if compression(path) is None:
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="folkmoot-") as folder:
        copy = Path(folder) / "content"
        with copy.open("wb") as file:
            for block in raw_blocks(path):
                file.write(block)
        yield copy


@contextmanager
def telling_records(count: Callable[[], int]) -> Iterator[None]:
    """Add to an error that refuses a file how many whole records came before."""
    try:
        yield
    except FolkmootError as error:
        problem = error.problem
        got = f"{problem.got} ({count():,} whole records)" if count() > 0 else problem.got
        raise FolkmootError(
            problem.code, problem.where, got, problem.expected, problem.hint
        ) from error


class _TruncatedError(Exception):
    """The compressed stream stops before its end mark."""


def _pieces(path: Path, expansion_limit: int) -> Iterator[bytes]:
    import zstandard

    kind = compression(path)
    done = 0
    try:
        with path.open("rb") as file:
            size = path.stat().st_size
            for piece in _DECODERS[kind](file):
                done += len(piece)
                if done > max(expansion_limit, _EXPANSION_RATIO * size):
                    raise _expands(path, size, done)
                yield piece
    except _TruncatedError as error:
        got = f"a {kind} archive that ends too early, after {done:,} bytes of its content"
        raise _broken("truncated-file", path, got, "a whole archive") from error
    except (zlib.error, OSError, zstandard.ZstdError) as error:
        got = f"{error}, after {done:,} bytes of its content"
        raise _broken("damaged-file", path, got, f"a sound {kind or 'plain'} file") from error
    if not done:
        raise _empty(str(path))


def _plain(file: IO[bytes]) -> Iterator[bytes]:
    while block := file.read(BLOCK_SIZE):
        yield block


def _gzip(file: IO[bytes]) -> Iterator[bytes]:
    decoder = zlib.decompressobj(wbits=31)
    pending = b""
    while pending or (pending := file.read(BLOCK_SIZE)):
        if decoder.eof:
            # Archives may be joined end to end, and padded with zero bytes.
            if not (pending := pending.lstrip(b"\0")):
                continue
            decoder = zlib.decompressobj(wbits=31)
        yield decoder.decompress(pending, BLOCK_SIZE)
        pending = decoder.unused_data if decoder.eof else decoder.unconsumed_tail
    if not decoder.eof:
        raise _TruncatedError


def _bzip2(file: IO[bytes]) -> Iterator[bytes]:
    decoder = bz2.BZ2Decompressor()
    while True:
        pending = b""
        if decoder.eof:
            if not (pending := decoder.unused_data or file.read(BLOCK_SIZE)):
                return
            decoder = bz2.BZ2Decompressor()
        elif decoder.needs_input and not (pending := file.read(BLOCK_SIZE)):
            raise _TruncatedError
        yield decoder.decompress(pending, BLOCK_SIZE)


def _zstd(file: IO[bytes]) -> Iterator[bytes]:
    import zstandard

    # The stream reader ends a truncated frame without a word; this decoder says whether it ended.
    opener = zstandard.ZstdDecompressor(max_window_size=1 << 31)
    decoder = opener.decompressobj()
    pending = b""
    while pending or (pending := file.read(_ZSTD_SLICE)):
        if decoder.eof:
            decoder = opener.decompressobj()
        yield decoder.decompress(pending)
        pending = decoder.unused_data
    if not decoder.eof:
        raise _TruncatedError


_DECODERS: Final[Mapping[str | None, Callable[[IO[bytes]], Iterator[bytes]]]] = {
    None: _plain,
    "gzip": _gzip,
    "bzip2": _bzip2,
    "zstd": _zstd,
}


def _transcoded(first: bytes, stream: Iterator[bytes], codec: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(codec)("folkmoot-mark")
    for block in chain([first], stream, [b""]):
        text = decoder.decode(block, final=not block)
        if text:
            yield text.encode("utf-8", "surrogateescape")


def _mark(error: UnicodeError) -> tuple[str, int]:
    """Put one lone surrogate, which is written as the byte FF, where bytes mean nothing."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "\udcff", error.end


codecs.register_error("folkmoot-mark", _mark)


def _empty(where: str) -> FolkmootError:
    return FolkmootError(
        "empty-file", where, "an empty file", "at least one record", "export it again"
    )


def _expands(path: Path, size: int, done: int) -> FolkmootError:
    return FolkmootError(
        "expands-too-far", str(path), f"{size:,} bytes that stand for {done:,} and more",
        f"at most {_EXPANSION_RATIO} times as many",
        "text never packs so well; if the file is sound all the same, unpack it first",
    )  # fmt: skip


def _broken(code: str, path: Path, got: str, expected: str) -> FolkmootError:
    hint = "copy or download the file again; nothing of it was imported"
    return FolkmootError(code, str(path), got, expected, hint)
