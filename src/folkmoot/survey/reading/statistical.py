"""Read answers from SPSS (.sav, .zsav) and Stata (.dta): codes, their words, codes for none.

A worker reads the file: the C library beneath can end its process over a damaged one. The number
of records is also taken from the file's own header. Layout of the headers: the PSPP project's
description of the SPSS system file, and Stata's ``help dta``.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

import pyarrow as pa

from folkmoot.errors import FolkmootError, Problem, ProblemGroup
from folkmoot.files.statistical_worker import ABOUT, FAULTS, RESULT
from folkmoot.survey.reading.raw import RawTable, checked_count

__all__ = ["read_statistical"]

_WORKER: Final = "folkmoot.files.statistical_worker"
#: Seconds after which a file is given up: the largest that is let in takes a tenth of it.
_PATIENCE: Final = 600
_RELEASE: Final = re.compile(rb"<release>(\d{3})</release><byteorder>(LSF|MSF)</byteorder>")
_CASES: Final = re.compile(rb"<N>(.{4}|.{8})</N>", re.DOTALL)


def read_statistical(path: Path, form: str, encoding: str = "") -> RawTable:
    """Read an SPSS or Stata file.

    Parameters
    ----------
    path
        The file.
    form
        ``sav`` or ``dta``.
    encoding
        How its texts are written; empty for what the file says.

    Raises
    ------
    ProblemGroup
        ``broken-labels``: each variable whose words are not in the file's encoding.
    FolkmootError
        ``damaged-file``, ``too-large``, ``empty-file``, ``other-count``.
    """
    with tempfile.TemporaryDirectory(prefix="folkmoot-") as folder:
        table = _table(path, form, encoding, Path(folder))
    counted = _cases(path, form)
    count = table.num_rows if counted is None else counted
    known = json.loads(table.schema.metadata[ABOUT])
    return RawTable(
        form,
        table.replace_schema_metadata(None),
        pa.array(range(1, table.num_rows + 1), pa.int64()),
        tuple(table.column_names),
        known["titles"],
        known["labels"],
        {name: frozenset(codes) for name, codes in known["missing"].items()},
        read_count=checked_count(path.name, table.num_rows, count),
    )


def _table(path: Path, form: str, encoding: str, folder: Path) -> pa.Table:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-m", _WORKER, str(path.resolve()), form, encoding, str(folder)]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module
            command, env=environment, capture_output=True, check=False, timeout=_PATIENCE
        )
    except subprocess.TimeoutExpired as error:
        raise _damaged(path, f"no end after {_PATIENCE} seconds") from error
    if (folder / RESULT).exists() and done.returncode == 0:
        return pa.ipc.open_file((folder / RESULT).read_bytes()).read_all()
    if (folder / FAULTS).exists():
        found = json.loads((folder / FAULTS).read_text(encoding="utf-8"))
        raise ProblemGroup(path.name, [Problem(**each) for each in found])
    raise _damaged(path, f"bytes over which the reader ended ({done.returncode})")


def _cases(path: Path, form: str) -> int | None:
    """Records by the header; ``None`` where it does not say."""
    with path.open("rb") as file:
        head = file.read(512)
    if form == "sav":
        # The code of the layout is 2 or 3, read in the right order of bytes.
        is_little = int.from_bytes(head[64:68], "little") in {2, 3}
        cases = head[80:84]
        count = int.from_bytes(cases, "little" if is_little else "big", signed=True)
        return count if count >= 0 else None
    if head.startswith(b"<stata_dta>"):
        release, found = _RELEASE.search(head), _CASES.search(head)
        if not release or not found:
            return None
        return int.from_bytes(found[1], "little" if release[2] == b"LSF" else "big")
    return int.from_bytes(head[6:10], "little" if head[1] == 2 else "big")


def _damaged(path: Path, got: str) -> FolkmootError:
    hint = "save it again, or as CSV with the words of the answers"
    return FolkmootError("damaged-file", path.name, got, "a sound SPSS or Stata file", hint)
