"""Identifiers: 64-bit hashes of what a platform calls things, and keyed pseudonyms of people.

A plain hash of a handle is guessed at millions a second, so people are named by a keyed hash;
whoever deletes the key deletes the way back.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["derive_key", "format_id", "hash64", "hash_column", "parse_id"]

_SEPARATOR = "\x00"


def hash64(*parts: str, key: bytes = b"") -> int:
    """Hash of parts as a signed 64-bit integer, BLAKE2b, keyed where ``key`` is given.

    Examples
    --------
    >>> hash64("example.org", "post/1") == hash64("example.org", "post/1")
    True
    >>> hash64("example.org", "post/1") == hash64("example.org", "post/1", key=b"k")
    False
    """
    text = _SEPARATOR.join(parts).encode("utf-8", "surrogatepass")
    digest = blake2b(text, digest_size=8, key=key).digest()
    return int.from_bytes(digest, "little", signed=True)


def derive_key(key: bytes, purpose: str) -> bytes:
    """32 bytes for one purpose from the project's key (BLAKE2b, keyed)."""
    return blake2b(purpose.encode(), digest_size=32, key=key).digest()


def _digests(texts: Iterable[bytes], prefix: bytes, key: bytes) -> bytes:
    """Digests of ``prefix`` + text, eight bytes each, in order."""
    begun = blake2b(prefix, digest_size=8, key=key).copy
    found = []
    for text in texts:
        state = begun()
        state.update(text)
        found.append(state.digest())
    return b"".join(found)


def hash_column(column: pa.ChunkedArray | pa.Array, *prefix: str, key: bytes = b"") -> pa.Array:
    """`hash64` of ``prefix`` and each value of a string column, as int64; null stays null.

    Each distinct value is hashed once.
    """
    import numpy as np
    import pyarrow as pa

    chunked = column if isinstance(column, pa.ChunkedArray) else pa.chunked_array([column])
    encoded = chunked.combine_chunks().dictionary_encode()
    head = "".join(part + _SEPARATOR for part in prefix).encode("utf-8", "surrogatepass")
    texts = encoded.dictionary.cast(pa.binary()).to_pylist()
    values = np.frombuffer(_digests(texts, head, key), dtype="<i8")
    return pa.array(values, pa.int64()).take(encoded.indices)


def format_id(identifier: int) -> str:
    """Write a 64-bit identifier as 16 hexadecimal digits (JSON has no 64-bit integers).

    Examples
    --------
    >>> format_id(-1), parse_id(format_id(-1))
    ('ffffffffffffffff', -1)
    """
    return f"{identifier & 0xFFFF_FFFF_FFFF_FFFF:016x}"


def parse_id(text: str) -> int:
    """Read what `format_id` wrote; raises ValueError on anything else."""
    if len(text) != 16:
        raise ValueError(f"an identifier has 16 hexadecimal digits, got {text!r}")
    number = int(text, 16)
    return number - (1 << 64) if number >= 1 << 63 else number
