"""The arms of a project, what came of them, and the part of all hours that each has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from folkmoot.errors import FolkmootError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from folkmoot.adjust.allocation import ArmsFile
    from folkmoot.adjust.outcomes import Link, Outcome
    from folkmoot.plan import Plan
    from folkmoot.project import Project

__all__ = [
    "ARMS_FILE",
    "known_arms",
    "made_links",
    "propensity_of",
    "told_outcomes",
    "written_arms",
]

#: Beside the brief: what hours may go to, where somebody wrote it down.
ARMS_FILE = "arms.toml"


def made_links(project: Project) -> list[Link]:
    """Links made so far."""
    from folkmoot.adjust.outcomes import Link
    from folkmoot.state.outcomes import kept_links

    rows = kept_links(project.state)
    return [
        Link(**{name: row[name] for name in Link.__dataclass_fields__}) for row in rows
    ]  # fmt: skip


def told_outcomes(project: Project) -> list[Outcome]:
    """Outcomes told so far."""
    from folkmoot.adjust.outcomes import Outcome
    from folkmoot.state.outcomes import kept_outcomes

    return [Outcome.of_row(row) for row in kept_outcomes(project.state)]


def written_arms(project: Project) -> ArmsFile | None:
    """The arms of arms.toml beside the brief, where there is one."""
    from folkmoot.adjust.allocation import read_arms

    path = project.brief_path.parent / ARMS_FILE
    return read_arms(path) if path.exists() else None


def known_arms(project: Project) -> ArmsFile:
    """The arms of arms.toml; without one, those of the last plan, the links and the outcomes.

    Raises
    ------
    FolkmootError
        ``no-arms`` where nothing names any.
    """
    from folkmoot.adjust.allocation import ArmsFile
    from folkmoot.plan import planned_hours
    from folkmoot.strategies.rules import read_rules

    written = written_arms(project)
    if written is not None:
        return written
    pairs = list(planned_hours(_newest_plan(project)))
    pairs += [(each.community, each.strategy) for each in made_links(project)]
    pairs += [(each.community, each.strategy) for each in told_outcomes(project)]
    if not pairs:
        raise FolkmootError(
            "no-arms", ARMS_FILE, "no such file, no plan, no link and no outcome",
            "arms that hours may go to", "make a plan: folkmoot plan; or write the arms down",
        )  # fmt: skip
    return ArmsFile.of(pairs, {tool.id: tool.maximum_hours for tool in read_rules().tools})


def propensity_of(project: Project, community: str, strategy: str, day: date) -> tuple[float, str]:
    """Part of all hours that an arm has on a day, and who decided it.

    Raises
    ------
    FolkmootError
        ``no-propensity`` where neither an allocation nor a plan gives the arm hours.
    """
    from folkmoot.plan import planned_hours
    from folkmoot.state.outcomes import kept_allocation

    arm = (community.strip().casefold(), strategy.strip().casefold())
    kept = kept_allocation(project.state, day)
    if kept is not None:
        shares = {(s["community"].casefold(), s["strategy"].casefold()): s["propensity"]
                  for s in kept["shares"]}  # fmt: skip
        by = f"the allocation for the week of {kept['week_on']}"
    else:
        plan = _newest_plan(project)
        shares = _parts(planned_hours(plan))
        by = (
            "no allocation for that week and no plan"
            if plan is None
            else (f"the plan of {plan.as_of:%Y-%m-%d}")
        )
    if shares.get(arm, 0) <= 0:
        known = "; ".join(f"{way} in {place}" for place, way in sorted(shares)) or "none yet"
        raise FolkmootError(
            "no-propensity", f"{strategy} in {community}", f"no hours: {by}",
            f"an arm that has hours ({known[:300]})",
            "tell its part of all hours: --propensity 0.1; or run plan or allocate first",
        )  # fmt: skip
    return shares[arm], by


def _parts(hours: Mapping[tuple[str, str], float]) -> dict[tuple[str, str], float]:
    """Part of all hours by arm, in small letters."""
    whole = sum(hours.values())
    return {
        (place.casefold(), way.casefold()): given / whole for (place, way), given in hours.items()
    }


def _newest_plan(project: Project) -> Plan | None:
    from folkmoot.plan import read_plan

    kept = project.state.plans()
    return read_plan(project.root / str(kept[-1]["path"])) if kept else None
