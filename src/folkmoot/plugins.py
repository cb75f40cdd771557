"""Find objects by name through entry points; our own parts come in by the same door."""

from __future__ import annotations

from difflib import get_close_matches
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from folkmoot.errors import FolkmootError

__all__ = ["load", "names"]


def names(group: str) -> tuple[str, ...]:
    """Names that installed packages offer in an entry-point group, sorted.

    Parameters
    ----------
    group
        Such as ``folkmoot.sources``.

    Examples
    --------
    >>> names("folkmoot.nothing_of_this_name")
    ()
    """
    return tuple(sorted({entry.name for entry in entry_points(group=group)}))


def load(group: str, name: str) -> Any:
    """Load the object that a package offers under a name.

    Raises
    ------
    FolkmootError
        ``unknown-name``, with the names there are; ``broken-plugin`` if its package cannot be
        imported; ``twice-the-same`` if two packages offer different objects under it.
    """
    found = {entry.value: entry for entry in entry_points(group=group) if entry.name == name}
    if not found:
        raise _unknown(group, name)
    if len(found) > 1:
        raise FolkmootError(
            "twice-the-same",
            f"{group} {name}",
            " and ".join(sorted(found)),
            "one object of this name",
            "uninstall one of the packages",
        )
    return _loaded(group, *found.values())


def _loaded(group: str, entry: EntryPoint) -> Any:
    try:
        return entry.load()
    except (ImportError, AttributeError) as error:
        package = entry.dist.name if entry.dist else "an unknown package"
        raise FolkmootError(
            "broken-plugin",
            f"{group} {entry.name}",
            f"{entry.value} of {package}: {error}",
            "an object that can be imported",
            f"install {package} again, or remove it",
        ) from error


def _unknown(group: str, name: str) -> FolkmootError:
    known = names(group)
    near = get_close_matches(name, known, n=1)
    expected = f"one of {', '.join(known)}" if known else "an installed package that offers it"
    hint = f"did you mean {near[0]}?" if near else ""
    return FolkmootError("unknown-name", group, name, expected, hint)
