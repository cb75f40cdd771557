"""A model of plain data, or all that keeps the data from being one, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from folkmoot.documents.toml import Kind, field_faults, raise_faults
from folkmoot.documents.words import said_expected

__all__ = ["validated"]

_Model = TypeVar("_Model", bound=BaseModel)


def validated(
    model: type[_Model],
    title: str,
    document: Mapping[str, Any],
    kind: Kind,
    places: Mapping[str, tuple[str, str]],
) -> _Model:
    """Make a model of a document.

    Parameters
    ----------
    title
        Names the document in faults.
    places
        What is expected at a place, with a hint, as in `said_expected`.

    Raises
    ------
    ProblemGroup
        With all the faults of the data.
    """

    def expected(place: str, fault: Mapping[str, Any]) -> tuple[str, str]:
        return said_expected(place, fault, places)

    try:
        return model.model_validate(document)
    except ValidationError as error:
        raise_faults(title, field_faults(error, model, expected, kind), document)
