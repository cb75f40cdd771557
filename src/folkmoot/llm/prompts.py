"""What is asked of a model, and the form in which it has to answer."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

__all__ = ["Prompt", "digest"]

_AnswerT = TypeVar("_AnswerT", bound=BaseModel)


def digest(*parts: str) -> str:
    """32 hexadecimal digits of some texts, BLAKE2b.

    Examples
    --------
    >>> digest("a", "b") == digest("a", "b"), digest("a", "b") == digest("ab")
    (True, False)
    """
    return blake2b("\x00".join(parts).encode("utf-8", "replace"), digest_size=16).hexdigest()


@dataclass(frozen=True)
class Prompt(Generic[_AnswerT]):
    """One question, asked of one text at a time.

    Parameters
    ----------
    name
        Where its answers are kept: letters and hyphens.
    instructions
        What the model is told; the text follows as a message of its own and is data, never
        instructions.
    answer
        The pydantic model that an answer has to fit.
    most_tokens
        Of one answer.
    """

    name: str
    instructions: str
    answer: type[_AnswerT]
    most_tokens: int = 200

    @cached_property
    def schema(self) -> dict[str, Any]:
        """JSON Schema of the answer, strict."""
        return self.answer.model_json_schema() | {"additionalProperties": False}

    @cached_property
    def schema_digest(self) -> str:
        """Name of the schema."""
        return digest(json.dumps(self.schema, sort_keys=True))

    @cached_property
    def digest(self) -> str:
        """Name of the prompt as it stands: another wording is another prompt."""
        return digest(self.name, self.instructions)
