"""Commands about switchbacks and holdouts: plan, then judge."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from folkmoot.cli.options import as_json, project_option
from folkmoot.cli.output import print_json, print_rows

__all__ = ["held_out", "holdout", "switchback", "switched"]

_FILE = click.Path(path_type=Path)
_DAY = click.DateTime(["%Y-%m-%d"])


@click.command(short_help="Plan blocks with help and without, in one community.")
@click.option("--name", required=True, help="Lower-case letters, digits and hyphens.")
@click.option("--starts-on", type=_DAY, required=True, help="First day; a Monday is best.")
@click.option("--pairs", type=int, default=8, help="Pairs of blocks, 6 or more (8).")
@click.option("--block-days", type=int, default=7, help="Days of a block (7).")
@click.option(
    "--washout-days", type=int, default=2, help="First days of a block that are not counted (2)."
)
@click.option("--out", type=_FILE, help="Write it down, for switched.")
@project_option
@as_json
def switchback(
    starts_on: datetime, out: Path | None, project_path: Path, is_json: bool, **told: Any
) -> None:
    """Plan a switchback: help in some blocks of days, none in others, by chance.

    For help that reaches everybody in a community. What a block leaves behind fades in the first
    days of the next, which are not counted.
    """
    from folkmoot.adjust.experiments import make_switchback, switchback_text
    from folkmoot.durable import write_whole
    from folkmoot.ids import derive_key, hash64
    from folkmoot.project import open_project

    key = derive_key(open_project(project_path).keys.person, "experiments")
    seed = f"{hash64(told['name'], key=key) & 0xFFFFFFFF:08x}"
    planned = make_switchback(
        "the switchback", told | {"starts_on": starts_on.date(), "seed": seed}
    )
    if out is not None:
        write_whole(out, switchback_text(planned).encode())
    blocks = planned.blocks()
    if is_json:
        print_json({"switchback": planned.model_dump(), "blocks": [
            {"pair": each.pair + 1, "kind": each.kind, "starts_on": each.starts_on,
             "counts_from": each.counts_from, "ends_on": each.ends_on} for each in blocks
        ]})  # fmt: skip
        return
    click.echo(
        f"{len(blocks)} blocks of {planned.block_days} days, to {blocks[-1].ends_on}; the"
        f" first {planned.washout_days} days of each are not counted."
    )
    print_rows("Calendar", ["pair", "help", "from", "to", "counted from"], [
        [str(each.pair + 1), each.kind, str(each.starts_on), str(each.ends_on),
         str(each.counts_from)]
        for each in blocks
    ])  # fmt: skip
    if planned.block_days % 7:
        click.echo("Blocks of whole weeks would keep weekdays alike.")
    if out is not None:
        click.echo(f"Written to {out}. Next: folkmoot experiment switched {out} DAYS.csv")


@click.command(short_help="Judge a switchback by what each day brought.")
@click.argument("planned_path", metavar="SWITCHBACK", type=_FILE)
@click.argument("days_path", metavar="DAYS", type=_FILE)
@as_json
def switched(planned_path: Path, days_path: Path, is_json: bool) -> None:
    """Judge a SWITCHBACK by DAYS, a table of date and count; says what the last block leaves."""
    from folkmoot.adjust.experiments import judge_switchback, read_days, read_switchback

    found = judge_switchback(read_switchback(planned_path), read_days(days_path))
    if is_json:
        print_json(found.as_dict())
        return
    click.echo(found.says)
    rows = [("effect of help, a day", found.effect)]
    rows += [(name, mean) for name, mean in (
        ("missing in the days not counted", found.fading),
        ("missing in the first counted day", found.left_over),
    ) if mean is not None]  # fmt: skip
    print_rows(f"Over {found.pairs} pairs", ["what", "number", "95 % interval"], [
        [name, f"{mean.value:.3g}", f"{mean.low:.3g} to {mean.high:.3g}"] for name, mean in rows
    ])  # fmt: skip
    if found.pairs_left_out:
        named = ", ".join(map(str, found.pairs_left_out))
        click.echo(f"Left out, since a block has no counted day told: pairs {named}.")


@click.command(short_help="Choose by chance which communities are left alone.")
@click.argument("units_path", metavar="COMMUNITIES", type=_FILE)
@click.option("--name", required=True, help="Another name tosses other coins.")
@project_option
@as_json
def holdout(units_path: Path, name: str, project_path: Path, is_json: bool) -> None:
    """Choose which of COMMUNITIES, a table of community and before, get help and which none.

    Pairs alike in what was counted before; a coin in each.
    """
    from folkmoot.adjust.experiments import hold_out, read_units
    from folkmoot.ids import derive_key
    from folkmoot.project import open_project

    key = derive_key(open_project(project_path).keys.person, "experiments")
    units = read_units(units_path)
    groups = hold_out(units, name, key)
    rows: list[dict[str, Any]] = [{"community": unit, "group": group, "before": units[unit]}
            for unit, group in groups.items()]  # fmt: skip
    if is_json:
        print_json(rows)
        return
    held = sum(group == "holdout" for group in groups.values())
    click.echo(f"{held} of {len(groups)} communities get no help.")
    print_rows(
        "In pairs",
        ["community", "group", "before"],
        [[row["community"], row["group"], f"{row['before']:g}"] for row in rows],
    )


@click.command(short_help="Judge a holdout by counts before and after.")
@click.argument("path", metavar="COUNTS", type=_FILE)
@as_json
def held_out(path: Path, is_json: bool) -> None:
    """Judge a holdout by COUNTS, a table of community, group, before and after."""
    from folkmoot.adjust.experiments import judge_holdout, read_holdout

    found = judge_holdout(read_holdout(path))
    if is_json:
        print_json(found.as_dict())
        return
    click.echo(found.says)
    click.echo(
        f"{found.helped} communities with help, {found.held} without; without heed of the"
        f" count before it would be {found.plain.spoken()}."
    )
