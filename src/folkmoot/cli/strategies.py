"""The command that tells the strategies there are, and the rules of ours with their reasons."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from folkmoot.cli.options import as_json
from folkmoot.cli.output import print_json, print_rows, tell

if TYPE_CHECKING:
    from folkmoot.strategies.rules import Condition, Rule

__all__ = ["strategies"]

_SCOPES: Final = {
    "case": "About the whole plan", "place": "About each place", "need": "About each need",
    "trend": "About what is rising",
}  # fmt: skip


@click.command(short_help="Rules that lead to a plan, with reasons and sources.")
@click.option(
    "--rules",
    "rules_path",
    type=click.Path(path_type=Path),
    help="Rules of your own, in TOML (default: those that come along).",
)
@click.option("--tools", "is_tools", is_flag=True, help="What can be done, instead of the rules.")
@as_json
def strategies(rules_path: Path | None, is_tools: bool, is_json: bool) -> None:
    """Tell the rules of the groundswell strategy: when each fires, what follows, and why.

    `folkmoot plan --rules FILE` plans by rules of your own, `--strategy NAME` by another strategy.
    """
    from folkmoot.plugins import names
    from folkmoot.strategies.rules import read_rules

    book = read_rules(rules_path)
    if is_json:
        print_json({"strategies": names("folkmoot.strategies"), **book.model_dump(by_alias=True)})
        return
    click.echo(
        f"Version {book.version}: {len(book.rules)} rules, {len(book.tools)} tools."
        f" Strategies installed: {', '.join(names('folkmoot.strategies'))}."
    )
    if is_tools:
        columns = ["tool", "hours a week", "weeks", "who", "done when", "stop"]
        print_rows("Tools", columns, [
            [tool.id, f"{tool.minimum_hours:g} to {tool.maximum_hours:g}",
             ", ".join(map(str, tool.weeks)), tool.who, tool.done, tool.stop]
            for tool in book.tools
        ])  # fmt: skip
        return
    for scope in dict.fromkeys(rule.scope for rule in book.rules):
        click.echo(f"\n{_SCOPES[scope]}")
        for rule in book.rules:
            if rule.scope == scope:
                _print_rule(rule)


def _print_rule(rule: Rule) -> None:
    click.echo(f"\n  {rule.id}: {_effect(rule)}")
    tell(f"    When {' and '.join(map(_condition, rule.when))}.", hang=2, is_broken=True)
    tell(f"    {rule.reason}", hang=2, is_broken=True)
    tell(f"    Source: {rule.source}.", hang=2, is_broken=True)


def _effect(rule: Rule) -> str:
    told = {
        "leave": "this is not the channel",
        "bar": "stay out of this place",
        "budget": f"spend {100 * rule.hours_share:.0f} % of the hours",
        "objective": f"{rule.points:g} for {rule.objective}",
        "tool": f"{rule.tool}, for {', '.join(rule.objectives)}",
    }
    return told[rule.effect]


def _condition(each: Condition) -> str:
    if each.trait is not None:
        return f"{each.trait} is {'so' if each.wanted else 'not so'}"
    if each.known is not None:
        return f"{each.reading} is {'known' if each.known else 'not known'}"
    end = {"low": "lower end of ", "high": "upper end of ", "value": ""}[each.bound]
    if each.at_least is not None:
        return f"{end}{each.reading} is at least {each.at_least:g}"
    return f"{end}{each.reading} is at most {each.at_most:g}"
