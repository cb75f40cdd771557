"""The questionnaire to be printed: one HTML file on A4, a language after the other.

It loads nothing and runs nothing. The small digits beside the boxes are the codes to type in, and
the letters and numbers at the lines' ends the columns; both read back as the other forms' do.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from folkmoot.survey.instrument import Instrument, export_code

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["render"]


def render(instrument: Instrument) -> bytes:
    """Write the page, UTF-8."""
    style = files(__package__).joinpath("templates", "printed.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
    page = (
        _environment()
        .get_template("printed.html.j2")
        .render(
            instrument=instrument,
            main=instrument.languages[0],
            code_of=export_code,
            style=style,
            style_hash=f"sha256-{digest}",
        )
    )
    return (page.strip() + "\n").encode("utf-8")


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("folkmoot.survey.forms", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
