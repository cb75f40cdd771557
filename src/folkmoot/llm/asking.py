"""Asking an endpoint: within the caps, from what is kept where it was asked before."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from folkmoot.durable import write_whole
from folkmoot.errors import FolkmootError
from folkmoot.llm.prompts import Prompt, digest

if TYPE_CHECKING:
    import httpx

    from folkmoot.config import LlmSection

__all__ = ["Answered", "Reader", "Spent"]

_AnswerT = TypeVar("_AnswerT", bound=BaseModel)

#: Of one text that is sent, in letters.
_LONGEST: Final = 4_000
#: Letters a token, at the least, in the languages met: a cap must not be passed by a guess.
_LETTERS_A_TOKEN: Final = 1.5
_MILLION: Final = 1e6
#: An answer that does not fit is asked for once more.
_TRIES: Final = 2
_SHOWN: Final = 200


@dataclass(frozen=True, slots=True)
class Answered(Generic[_AnswerT]):
    """What became of one text: an answer with its trace, or why there is none.

    ``key`` names the file under ``llm/`` of the project that holds model, prompt, schema and
    answer.
    """

    answer: _AnswerT | None
    key: str
    is_kept: bool
    fault: str = ""


@dataclass
class Spent:
    """Tokens and money used by this reader; what was kept cost nothing."""

    tokens_in: int = 0
    tokens_out: int = 0
    money: float = 0.0
    asked: int = 0
    kept: int = 0


@dataclass
class Reader:
    """A language model behind an endpoint.

    Parameters
    ----------
    settings
        The project's ``[llm]`` section.
    folder
        Where answers and prompts are kept.

    Raises
    ------
    FolkmootError
        ``llm-off`` where no endpoint is named; ``no-extra`` where httpx is not installed.
    """

    settings: LlmSection
    folder: Path
    spent: Spent = field(default_factory=Spent)

    def __post_init__(self) -> None:
        if not self.settings.url or not self.settings.model:
            raise FolkmootError(
                "llm-off", "folkmoot.toml [llm]", "no url or no model", "an endpoint and a model",
                'such as url = "http://127.0.0.1:11434/v1" and model = "qwen3:8b"',
            )  # fmt: skip
        self._client = _client(self.settings.timeout_seconds)

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def ask(self, prompt: Prompt[_AnswerT], texts: Iterable[str]) -> Iterator[Answered[_AnswerT]]:
        """Ask about each text, in order; the texts have lost what names people.

        Raises
        ------
        FolkmootError
            ``cap-reached`` before the call that could pass a cap; ``llm-endpoint`` where it
            cannot be reached or refuses. What was answered before is kept, and costs nothing
            the next time.
        """
        path = self.folder / "prompts" / f"{prompt.digest}.json"
        if not path.exists():
            write_whole(path, _bytes({"name": prompt.name, "instructions": prompt.instructions,
                                      "schema": prompt.schema}))  # fmt: skip
        for text in texts:
            yield self._one(prompt, text[:_LONGEST])

    def _one(self, prompt: Prompt[_AnswerT], text: str) -> Answered[_AnswerT]:
        model = self.settings.model
        key = digest(model, prompt.digest, prompt.schema_digest, text)
        path = self.folder / "answers" / key[:2] / f"{key}.json"
        if path.exists():
            kept = json.loads(path.read_bytes())
            self.spent.kept += 1
            return Answered(prompt.answer.model_validate(kept["answer"]), key, is_kept=True)
        fault = ""
        for _ in range(_TRIES):
            said = self._call(prompt, text)
            try:
                answer = prompt.answer.model_validate_json(said)
            except ValidationError as error:
                fault = f"an answer that does not fit: {said[:_SHOWN]!r} ({_first(error)})"
                continue
            write_whole(path, _bytes({
                "model": model, "prompt": prompt.digest, "schema": prompt.schema_digest,
                "answered_at": datetime.now(UTC).isoformat(timespec="seconds"),
                "answer": answer.model_dump(mode="json"),
            }))  # fmt: skip
            return Answered(answer, key, is_kept=False)
        return Answered(None, key, is_kept=False, fault=fault)

    def _call(self, prompt: Prompt[Any], text: str) -> str:
        import httpx

        self._hold(prompt, text)
        body = {
            "model": self.settings.model, "temperature": 0, "seed": 0,
            "max_tokens": prompt.most_tokens,
            "messages": [{"role": "system", "content": prompt.instructions},
                         {"role": "user", "content": text}],
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": prompt.name.replace("-", "_"), "strict": True,
                                "schema": prompt.schema},
            },
        }  # fmt: skip
        secret = os.environ.get(self.settings.key_variable, "")
        headers = {"Authorization": f"Bearer {secret}"} if secret else {}
        url = f"{self.settings.url.rstrip('/')}/chat/completions"
        try:
            response = self._client.post(url, json=body, headers=headers)
            response.raise_for_status()
            told = response.json()
            said = str(told["choices"][0]["message"]["content"])
        except (httpx.HTTPError, ValueError, KeyError, IndexError, TypeError) as error:
            raise FolkmootError(
                "llm-endpoint", self.settings.url, str(error) or type(error).__name__,
                "an answer of chat completions", "is the server running, and the model there?",
            ) from error  # fmt: skip
        self._count(told.get("usage") or {}, prompt, text, said)
        return said

    def _hold(self, prompt: Prompt[Any], text: str) -> None:
        """Refuse a call that could pass a cap, before it is made."""
        tokens_in = _tokens(prompt.instructions + json.dumps(prompt.schema) + text)
        tokens = self.spent.tokens_in + self.spent.tokens_out + tokens_in + prompt.most_tokens
        money = self.spent.money + self._price(tokens_in, prompt.most_tokens)
        limit = self.settings
        if tokens > limit.max_tokens or money > limit.max_money:
            raise FolkmootError(
                "cap-reached", "folkmoot.toml [llm]",
                f"{tokens:,} tokens and {money:.4f} with the next answer",
                f"at most {limit.max_tokens:,} tokens and {limit.max_money:.4f} in one run",
                "run it again to go on, or raise max_tokens and max_money",
            )  # fmt: skip

    def _count(self, usage: dict[str, Any], prompt: Prompt[Any], text: str, said: str) -> None:
        sent = usage.get("prompt_tokens")
        made = usage.get("completion_tokens")
        tokens_in = sent if isinstance(sent, int) else _tokens(prompt.instructions + text)
        tokens_out = made if isinstance(made, int) else _tokens(said)
        self.spent.tokens_in += tokens_in
        self.spent.tokens_out += tokens_out
        self.spent.money += self._price(tokens_in, tokens_out)
        self.spent.asked += 1

    def _price(self, tokens_in: int, tokens_out: int) -> float:
        costs = self.settings
        return (tokens_in * costs.price_in + tokens_out * costs.price_out) / _MILLION

    def told(self) -> dict[str, Any]:
        """What was spent, for JSON."""
        return {"model": self.settings.model, **asdict(self.spent)}


def _client(seconds: float) -> httpx.Client:
    try:
        import httpx
    except ImportError as error:
        raise FolkmootError(
            "no-extra", "folkmoot[llm]", "httpx is not installed", "the extra llm",
            "pip install 'folkmoot[llm]'",
        ) from error  # fmt: skip
    # No proxy of the environment and no redirect: texts go where the settings say, nowhere else.
    return httpx.Client(timeout=seconds, trust_env=False, follow_redirects=False)


def _tokens(text: str) -> int:
    return int(len(text) / _LETTERS_A_TOKEN) + 1


def _first(error: ValidationError) -> str:
    fault = error.errors()[0]
    return f"{'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}"


def _bytes(value: dict[str, Any]) -> bytes:
    return (json.dumps(value, indent=1, ensure_ascii=False, sort_keys=True) + "\n").encode()
