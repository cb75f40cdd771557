"""Read a file of answers, whatever program wrote it: told by its first bytes, not by its name."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from folkmoot.errors import FolkmootError
from folkmoot.files.opening import compression
from folkmoot.survey.reading.raw import RawTable
from folkmoot.survey.reading.statistical import read_statistical
from folkmoot.survey.reading.text_files import read_text_file
from folkmoot.survey.reading.workbooks import read_workbook

__all__ = ["form_of", "read_file"]

_SPSS: Final = (b"$FL2", b"$FL3")
#: First bytes of Stata's files before version 13: the release, then the order of bytes, then 1.
_STATA_RELEASES: Final = frozenset({105, 108, 110, 111, 112, 113, 114, 115})
_NAMED: Final = {".xlsx": "xlsx", ".xlsm": "xlsx", ".sav": "sav", ".zsav": "sav", ".dta": "dta"}
_FORMS: Final = {"xlsx": "a workbook (.xlsx)", "sav": "an SPSS file", "dta": "a Stata file"}


def form_of(path: Path) -> str:
    """Form of a file of answers: ``csv``, ``xlsx``, ``sav`` or ``dta``.

    Raises
    ------
    FolkmootError
        ``no-file``, ``empty-file``, or ``foreign-format`` where bytes and name disagree.
    """
    try:
        with path.open("rb") as file:
            head = file.read(16)
    except OSError as error:
        reason = error.strerror or str(error)
        raise FolkmootError("no-file", str(path), reason, "a file that can be read") from error
    found = _by_bytes(head)
    named = _NAMED.get(path.suffix.lower())
    if head and named and found != named:
        got = f"{_FORMS.get(found or '', 'something else')} by its first bytes"
        hint = "give it the right ending, or save it again"
        raise FolkmootError("foreign-format", path.name, got, _FORMS[named], hint)
    if found is None:
        compression(path)
    return found or "csv"


def read_file(path: Path, *, encoding: str = "", delimiter: str = "", sheet: str = "") -> RawTable:
    """Read a file of answers as text.

    Parameters
    ----------
    path
        CSV or TSV (compressed or not), XLSX, SPSS (.sav, .zsav) or Stata (.dta).
    encoding, delimiter, sheet
        How it is written, where the file itself does not say.

    Raises
    ------
    FolkmootError
        As the readers of each form; ``no-answers`` where there is a header and nothing else.
    """
    form = form_of(path)
    if form == "csv":
        raw = read_text_file(path, encoding, delimiter)
    elif form == "xlsx":
        raw = read_workbook(path, sheet)
    else:
        raw = read_statistical(path, form, encoding)
    if not raw.read_count:
        got = "a header and no answers"
        raise FolkmootError("no-answers", path.name, got, "at least one respondent")
    return raw


def _by_bytes(head: bytes) -> str | None:
    if head.startswith(_SPSS):
        return "sav"
    if head.startswith(b"<stata_dta>"):
        return "dta"
    if head.startswith(b"PK\x03\x04"):
        return "xlsx"
    is_stata = len(head) > 3 and head[0] in _STATA_RELEASES and head[1] in {1, 2}
    return "dta" if is_stata and head[2] == 1 else None
