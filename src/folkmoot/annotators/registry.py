"""Which annotators and encoders there are, by name; ours come in by the same door as yours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from folkmoot import plugins
from folkmoot.annotators._encoder import Encoder
from folkmoot.annotators._heads import Tier
from folkmoot.annotators.base import Annotator, Setup
from folkmoot.brief import Brief
from folkmoot.errors import FolkmootError

__all__ = [
    "DEFAULT_ENCODER",
    "annotator_names",
    "encoder_names",
    "make_annotators",
    "make_encoder",
]

_ANNOTATORS: Final = "folkmoot.annotators"
_ENCODERS: Final = "folkmoot.encoders"
#: Entry point of the encoder that the heads which ship were trained on.
DEFAULT_ENCODER: Final = "use-multilingual"
#: Heads of tier ``full``, by the encoder that they were trained on.
_HEADS: Final[Mapping[str, Tier]] = {DEFAULT_ENCODER: "full", "quick": "quick"}


def annotator_names() -> tuple[str, ...]:
    """Names of the annotators installed, sorted.

    Examples
    --------
    >>> "need-types" in annotator_names()
    True
    """
    return plugins.names(_ANNOTATORS)


def encoder_names() -> tuple[str, ...]:
    """Names of the encoders installed, sorted."""
    return plugins.names(_ENCODERS)


def make_encoder(name: str = DEFAULT_ENCODER) -> Encoder:
    """Make the encoder of a name.

    Raises
    ------
    FolkmootError
        As `folkmoot.plugins.load`; ``broken-plugin`` if the object is no encoder.
    """
    made = plugins.load(_ENCODERS, name)()
    if not isinstance(made, Encoder):
        raise _broken(_ENCODERS, name, made, "a name and a method encode")
    return made


def make_annotators(
    brief: Brief, tier: Tier = "full", only: Sequence[str] = (), encoder: str = DEFAULT_ENCODER
) -> tuple[Annotator, ...]:
    """Make annotators for a brief.

    Parameters
    ----------
    brief
        Whose product, alternatives and needs are looked for.
    tier
        ``fast`` or ``full``. With another encoder than the two that ship annotators are made for
        tier ``fast``: heads fit the encoder that they were trained on.
    only
        Names; all that are installed, where none are given.
    encoder
        Who makes the vectors of tier ``full``.

    Raises
    ------
    FolkmootError
        As `folkmoot.plugins.load`; ``broken-plugin`` if an object is no annotator.
    """
    setup = Setup(brief, _HEADS.get(encoder, "fast") if tier == "full" else tier)
    found = []
    for name in dict.fromkeys(only or annotator_names()):
        made = plugins.load(_ANNOTATORS, name)(setup)
        if not isinstance(made, Annotator) or made.name != name:
            raise _broken(_ANNOTATORS, name, made, f"the name {name}, a version, and annotate")
        found.append(made)
    return tuple(found)


def _broken(group: str, name: str, made: object, expected: str) -> FolkmootError:
    return FolkmootError(
        "broken-plugin", f"{group} {name}", f"a {type(made).__name__}", f"an object with {expected}"
    )
