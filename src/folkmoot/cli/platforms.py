"""The command about platforms: what each affords by rung, what binds there, how data is had."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from folkmoot.cli.options import as_json
from folkmoot.cli.output import print_json, print_rows

if TYPE_CHECKING:
    from folkmoot.platforms import Fact, Platform, Rule

__all__ = ["platforms"]


@click.command(short_help="What communities afford, forbid and let one read.")
@click.argument("name", required=False)
@click.option("--kind", help="List platforms of this kind only, such as forum.")
@click.option("--region", help="List platforms of this region only: CN or world.")
@as_json
def platforms(name: str | None, kind: str | None, region: str | None, is_json: bool) -> None:
    """List kinds of communities and platforms, or tell all that is known of NAME.

    NAME is a platform, the address of a server, or a kind of community. Every fact has its source
    and its date; what was not found is told as unknown.
    """
    from folkmoot.ladder import RUNGS
    from folkmoot.platforms import platform, platform_told

    if name is not None:
        if kind or region:
            raise click.UsageError("--kind and --region are for the list, without a NAME")
        found = platform(name)
        if is_json:
            print_json(platform_told(found))
        else:
            click.echo("\n".join(_told(found)))
        return
    listed = _listed(kind, region)
    if is_json:
        print_json([platform_told(each) for each in listed])
        return
    rungs = [rung.name for rung in RUNGS if rung.bit is not None]
    columns = ["name", "kind", "region", "status", *rungs, "rules"]
    print_rows("Kinds and platforms", columns, [_row(each, rungs) for each in listed])
    click.echo("rules: how many of its own are known; with none, read its guidelines first.")
    click.echo("`folkmoot platforms NAME` tells forms, rules, access to data and sources.")


def _listed(kind: str | None, region: str | None) -> list[Platform]:
    from folkmoot.platforms import kinds
    from folkmoot.platforms import platforms as named

    both = (*kinds(), *named())
    for option, value, known in (
        ("--kind", kind, {each.kind for each in both}),
        ("--region", region, {each.region for each in named()}),
    ):
        if value is not None and value not in known:
            raise click.BadParameter(f"{value!r} is none of {', '.join(sorted(known))}",
                                     param_hint=option)  # fmt: skip
    return [each for each in both if kind in {None, each.kind} and region in {None, each.region}]


def _row(each: Platform, rungs: list[str]) -> list[str]:
    about = ["kind", "", ""] if each.is_kind else [each.kind, each.region, each.status]
    told = ["yes" if rung in each.forms else "" if each.forms else "unknown" for rung in rungs]
    return [each.id, *about, *told, str(len(each.own_rules))]


def _told(each: Platform) -> Iterator[str]:
    from folkmoot.platforms import ABOUT

    about = "a kind of community" if each.is_kind else f"{each.kind}, {each.region}, {each.status}"
    yield f"{each.name} ({about})"
    yield f"  good for {each.good_for}\n"
    yield from _ways(each)
    for subject in ABOUT:
        if each.about(subject):
            yield f"\n{subject}"
        for fact in each.about(subject):
            yield from _fact(fact)
    if each.read_by:
        yield f"  read by our sources {', '.join(each.read_by)}"
    yield "\nrules"
    if not each.is_bound:
        yield "  unknown: read its guidelines first"
    for rule in each.own_rules:
        yield from _rule(rule)
    general = [rule for rule in each.rules if rule not in each.own_rules]
    yield "\nrules that hold everywhere (--json tells them)"
    yield "  " + ", ".join(
        f"{rule.effect} ({rule.region})" if rule.region else rule.effect for rule in general
    )


def _ways(each: Platform) -> Iterator[str]:
    yield "how people take part, by rung"
    if not each.forms:
        yield "  unknown"
        return
    for rung, forms in each.forms.items():
        yield f"  {rung:<18}{', '.join(forms)}"
    if each.reactions:
        yield f"  {'(no rung)':<18}{', '.join(each.reactions)}"
    yield f"      [{each.source}; {each.dated}]"


def _fact(fact: Fact) -> Iterator[str]:
    yield f"  {fact.says}"
    if fact.is_known:
        yield f"      [{fact.source}; {fact.dated}]"


def _rule(rule: Rule) -> Iterator[str]:
    where = f", {rule.region}" if rule.region else ""
    bound = f" {rule.value}" if rule.value else ""
    yield f"  {rule.effect}{bound} ({rule.applies_to}{where}): {rule.says}"
    yield f"      so: {rule.implies}"
    yield f"      [{rule.source}; {rule.dated}]"
