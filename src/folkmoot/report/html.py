"""The report as one HTML file that loads nothing and quotes nobody."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Final

from folkmoot.durable import write_whole
from folkmoot.report.blocks import Items, Said, Section, web_address
from folkmoot.report.model import ReportInput
from folkmoot.report.sections import help as help_
from folkmoot.report.sections import how, methods, needs, plans, rising, summary, where, who
from folkmoot.report.words import day, plural

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["render_report", "report_sections", "summary_lines", "write_report"]


#: Unknowns on the first page; the last section has them all.
_FIRST: Final = 3


def write_report(path: Path, inp: ReportInput, *, quotes: bool = False) -> Path:
    """Write the report to ``path``, whole or not at all, and return the path.

    Parameters
    ----------
    path
        The HTML file; its folder is made where it is absent.
    inp
        What the report says.
    quotes
        Name conversations by their own titles. Off for a report that may be passed on: a title
        leads to its author by any search engine.
    """
    return write_whole(path, render_report(inp, quotes=quotes).encode("utf-8"))


def render_report(inp: ReportInput, *, quotes: bool = False) -> str:
    """Return the report as one HTML document: the same input gives the same bytes.

    It loads nothing: the style is inside, named by its hash in a policy that forbids all else.
    """
    style = _style()
    page = (
        _environment()
        .get_template("report.html.j2")
        .render(
            title=f"{inp.brief.product.name}: audience and community report, {day(inp.as_of)}",
            product=inp.brief.product.name,
            what=inp.brief.product.summary,
            as_of=day(inp.as_of),
            rests_on=_rests_on(inp),
            sections=report_sections(inp, quotes=quotes),
            style=style,
            style_hash=_source_hash(style),
            version=inp.versions.get("folkmoot", ""),
            quotes=quotes,
        )
    )
    return page.strip() + "\n"


def summary_lines(inp: ReportInput) -> tuple[Said, ...]:
    """Return the lines of the first page: label, answer, detail, and the section that has more."""
    return (
        who.said(inp),
        how.said(inp),
        where.said(inp),
        needs.said(inp),
        needs.limits_said(inp),
        rising.said(inp),
        plans.said(inp),
        help_.said(inp),
    )


def report_sections(inp: ReportInput, *, quotes: bool = False) -> tuple[Section, ...]:
    """Return the sections in their order, as values: for other pages than this one."""
    pairs = (
        (where.first_places(inp), needs.first_needs(inp)),
        (plans.four_weeks(inp),),
        (
            plans.changes_of_mind(inp),
            Items("What we do not know", methods.unknowns(inp)[:_FIRST]),
        ),
    )
    return (
        summary.section(summary_lines(inp), how.chart(inp), pairs),
        *(part.section(inp) for part in (who, how, where, needs, rising, plans)),
        help_.section(inp, quotes=quotes),
        methods.section(inp, quotes=quotes),
    )


def _rests_on(inp: ReportInput) -> str:
    lake = inp.lake
    # Where no list of members came with the data, their number is not known.
    of = f" of {plural(lake.members, 'member')}" if lake.members else ""
    return (
        f"Rests on {plural(lake.activities, 'activity', 'activities')}{of}, "
        f"{day(lake.first_at)} to {day(lake.last_at)}. {lake.note}".rstrip()
    )


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("folkmoot.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_keep_together,
    )
    environment.filters["web_address"] = web_address
    environment.filters["rows"] = lambda count: plural(count, "row")
    return environment


def _keep_together(value: object) -> object:
    """Keep a number and its percent sign on one line; SQL comes escaped and is left as it is."""
    return re.sub(r"(?<=\d) (?=%)", "\N{NO-BREAK SPACE}", value) if type(value) is str else value


@cache
def _style() -> str:
    return files("folkmoot.report").joinpath("style.css").read_text(encoding="utf-8")


def _source_hash(text: str) -> str:
    """Name a style by its hash, as a Content-Security-Policy does."""
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"
