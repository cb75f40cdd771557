"""A stream packed into bytes, and unpacked again with the same answers from then on.

A zstd frame with a checksum around arrays (``.npz``) and JSON: what is cut short or changed is
refused. So is what other code packed, since terms that are cut, counted or judged in another way
do not go on from the earlier ones.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from hashlib import blake2b
from importlib import resources
from importlib.metadata import version
from io import BytesIO
from typing import Any, Final
from zipfile import BadZipFile

import numpy as np

from folkmoot.annotators.events.grain import Grain
from folkmoot.annotators.events.stream import Stream
from folkmoot.errors import FolkmootError

__all__ = ["pack", "unpack"]

_ABOUT: Final = "about"
#: Where the code stands that a stream's answers hang on, and libraries that cut words for it.
_CODE: Final = ("annotators/events", "annotators/terms.py", "annotators/watch.py", "text.py")
_LIBRARIES: Final = ("pyarrow", "rjieba")
#: Of zstd: the file is read once a run, and higher levels take longer than they spare.
_LEVEL: Final = 1


def pack(stream: Stream, beside: Mapping[str, Any]) -> bytes:
    """Pack what a stream has learnt of its closed buckets; posts of the open one are left out.

    Parameters
    ----------
    stream
        Of any length.
    beside
        Plain values that are handed back with it.
    """
    import zstandard

    values, arrays = stream.state()
    about = json.dumps({"code": _code(), "beside": dict(beside), "stream": values})
    out = BytesIO()
    arrays = {_ABOUT: np.frombuffer(about.encode(), np.uint8), **arrays}
    np.savez(out, **arrays)  # type: ignore[arg-type]  # numpy's stubs see a flag among the names
    packer = zstandard.ZstdCompressor(_LEVEL, write_checksum=True)
    return packer.compress(out.getbuffer())


def unpack(data: bytes, grain: Grain) -> tuple[Stream, dict[str, Any]]:
    """Unpack a stream, and what was packed beside it.

    Raises
    ------
    FolkmootError
        ``damaged-stream``; ``other-stream`` where other code packed it.
    """
    import zstandard

    try:
        whole = BytesIO(zstandard.ZstdDecompressor().decompress(data))
        with np.load(whole, allow_pickle=False) as stored:
            arrays = dict(stored)
        about = json.loads(arrays.pop(_ABOUT).tobytes())
        if about["code"] != _code():
            raise FolkmootError("other-stream", "stream", "another version of folkmoot kept it",
                                "this version")  # fmt: skip
        return Stream.from_state(grain, about["stream"], arrays), about["beside"]
    except (
        zstandard.ZstdError, BadZipFile, OSError, EOFError, MemoryError, LookupError, TypeError,
        ValueError, AttributeError,
    ) as error:  # fmt: skip
        raise FolkmootError("damaged-stream", "stream", "it is damaged or cut short",
                            "a stream as it was kept") from error  # fmt: skip


@cache
def _code() -> str:
    """Digest of the code behind a stream: whoever changes it has no version to count up."""
    digest = blake2b(" ".join(map(version, _LIBRARIES)).encode(), digest_size=8)
    for name in _CODE:
        found = resources.files("folkmoot").joinpath(name)
        parts = sorted(found.iterdir(), key=lambda part: part.name) if found.is_dir() else [found]
        for part in parts:
            if part.name.endswith(".py"):
                digest.update(part.read_bytes())
    return digest.hexdigest()
