"""The command about communities: where the target is, which few reach it, when they are awake."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from folkmoot.cli.measure import Session, reading

__all__ = ["communities"]

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command(short_help="Where the target takes part.")
@click.option("--shortlist", "budget", type=click.IntRange(min=1), metavar="N",
              help="The N places that reach the most together.")  # fmt: skip
@click.option("--overlap", "is_overlap", is_flag=True, help="Places that share their people.")
@click.option("--retention", "is_retention", is_flag=True, help="Who stays, quarter by quarter.")
@click.option("--tempo", "is_tempo", is_flag=True, help="Days and hours at which they post.")
@click.option("--zone", metavar="ZONE", help="With --tempo: their zone, such as Europe/Berlin.")
@click.option("--proposed", "is_proposed", is_flag=True,
              help="Communities without data, named in posts or by --manifest.")  # fmt: skip
@click.option("--manifest", type=_FILE, help="A TOML or CSV of communities that you know of.")
@reading
def communities(
    opened: Session,
    budget: int | None,
    is_overlap: bool,
    is_retention: bool,
    is_tempo: bool,
    zone: str | None,
    is_proposed: bool,
    manifest: Path | None,
) -> Any:
    """Where the target takes part: reach, concentration, and how open the place is to help.

    Each option asks another question of the same places; ask for one at a time.
    """
    asked = [budget is not None, is_overlap, is_retention, is_tempo or zone is not None,
             is_proposed or manifest is not None]  # fmt: skip
    if sum(asked) > 1:
        raise click.UsageError(
            "ask for one of --shortlist, --overlap, --retention, --tempo, --proposed"
        )
    if budget is not None:
        from folkmoot.measures.shortlist import shortlist

        return shortlist(opened.view, opened.brief, budget), ["rank", "community", "frame"]
    if is_overlap:
        from folkmoot.measures.overlap import overlap

        return overlap(opened.view, opened.brief), ["one", "other"]
    if is_retention:
        from folkmoot.measures.retention import retention

        return retention(opened.view, opened.brief), ["community", "cohort", "after_quarters"]
    if is_tempo or zone is not None:
        return _tempo(opened, zone)
    if is_proposed or manifest is not None:
        return _proposed(opened, manifest)
    from folkmoot.measures.communities import communities as measure

    return measure(opened.view, opened.brief), ["rank", "community", "basis", "frame"]


def _tempo(opened: Session, zone: str | None) -> Any:
    from folkmoot.measures._zones import zone_named
    from folkmoot.measures.tempo import tempo

    told = None if zone is None else zone_named(zone)
    return tempo(opened.view, told), ["community", "zone", "weekday", "from_hour"]


def _proposed(opened: Session, manifest: Path | None) -> Any:
    from folkmoot.measures._manifest import read_manifest
    from folkmoot.measures.proposed import proposed

    listed = () if manifest is None else read_manifest(manifest)
    table = proposed(opened.view, opened.brief, listed)
    return table, ["community", "platform", "kind", "found_by", "status"]
