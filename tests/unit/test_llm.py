"""A language model as a second reader, against an endpoint that runs on this machine."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from folkmoot.config import LlmSection
from folkmoot.errors import FolkmootError
from folkmoot.llm import LABELS, NAMES, PostLabel, Reader, ThemeName, without_people

GOOD = '{"types": ["problem", "how-to"], "sentiment": "neg"}'
Reply = Callable[[dict[str, Any]], tuple[int, dict[str, Any]]]


def completion(text: str, **more: Any) -> tuple[int, dict[str, Any]]:
    return 200, {"choices": [{"message": {"role": "assistant", "content": text}}], **more}


@dataclass
class Endpoint:
    """What was asked of the server, and what it answers."""

    url: str = ""
    reply: Reply = lambda _: completion(GOOD, usage={"prompt_tokens": 300, "completion_tokens": 20})
    bodies: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    found = Endpoint()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            found.bodies.append(body)
            found.headers.append(dict(self.headers))
            status, answer = found.reply(body)
            data = json.dumps(answer).encode()
            self.send_response(status)
            if status == 307:
                self.send_header("Location", "http://127.0.0.1:1/elsewhere")
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield found
    server.shutdown()
    server.server_close()
    thread.join()


def reader(endpoint: Endpoint, folder: Path, **settings: Any) -> Reader:
    return Reader(LlmSection(url=endpoint.url, model="test-model", **settings), folder)


def test_an_answer_is_checked_kept_and_leads_to_its_prompt(
    endpoint: Endpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOLKMOOT_LLM_KEY", "secret")
    model = reader(endpoint, tmp_path, price_in=2.0, price_out=10.0)
    (one,) = model.ask(LABELS, ["My grinder broke"])
    assert one.answer == PostLabel(types=("how-to", "problem"), sentiment="neg")
    assert model.spent.money == pytest.approx((300 * 2 + 20 * 10) / 1e6)
    assert endpoint.headers[0]["Authorization"] == "Bearer secret"
    assert endpoint.bodies[0]["response_format"]["json_schema"]["strict"] is True
    kept = json.loads((tmp_path / "answers" / one.key[:2] / f"{one.key}.json").read_text())
    prompt = json.loads((tmp_path / "prompts" / f"{kept['prompt']}.json").read_text())
    assert (kept["model"], prompt["instructions"]) == ("test-model", LABELS.instructions)
    assert "grinder" not in json.dumps(kept)
    again = reader(endpoint, tmp_path)
    (other,) = again.ask(LABELS, ["My grinder broke"])
    assert (other.answer, other.is_kept, len(endpoint.bodies)) == (one.answer, True, 1)
    assert again.spent.asked == again.spent.tokens_in == 0
    model.close()
    again.close()


def test_another_model_prompt_or_text_is_asked_anew(endpoint: Endpoint, tmp_path: Path) -> None:
    keys = set()
    for name, text in (("a", "x"), ("b", "x"), ("a", "y")):
        model = Reader(LlmSection(url=endpoint.url, model=name), tmp_path)
        keys |= {one.key for one in model.ask(LABELS, [text])}
        model.close()
    assert len(keys) == len(endpoint.bodies) == 3


@pytest.mark.parametrize(
    "said",
    ["no JSON at all", '{"types": ["spam"], "sentiment": "neg"}',
     '{"types": [], "sentiment": "neu"}',
     '{"types": ["other", "praise"], "sentiment": "pos"}', '{"types": ["praise"]}',
     '{"types": ["praise"], "sentiment": "pos", "more": 1}'],
)  # fmt: skip
def test_what_does_not_fit_is_asked_once_more_then_left(
    endpoint: Endpoint, tmp_path: Path, said: str
) -> None:
    endpoint.reply = lambda _: completion(said)
    model = reader(endpoint, tmp_path)
    first, second = model.ask(LABELS, ["one", "two"])
    assert first.answer is None
    assert "does not fit" in first.fault
    assert second.answer is None
    assert len(endpoint.bodies) == 4
    assert not (tmp_path / "answers").exists()
    endpoint.reply = lambda _: completion(GOOD)
    (later,) = model.ask(LABELS, ["one"])
    assert later.answer is not None
    model.close()


@pytest.mark.parametrize(
    "reply",
    [lambda _: (500, {"error": "no"}), lambda _: (307, {}), lambda _: (200, {"choices": []}),
     lambda _: (200, {}), lambda _: (401, {"error": "key"})],
    ids=["broken", "redirect", "no choices", "empty", "refused"],
)  # fmt: skip
def test_an_endpoint_that_fails_is_told(endpoint: Endpoint, tmp_path: Path, reply: Reply) -> None:
    endpoint.reply = reply
    model = reader(endpoint, tmp_path)
    with pytest.raises(FolkmootError, match="is the server running"):
        list(model.ask(LABELS, ["one"]))
    model.close()


@pytest.mark.parametrize("caps", [{"max_tokens": 3_000}, {"max_money": 0.003, "price_in": 1.0}])
def test_caps_hold_before_the_call(endpoint: Endpoint, tmp_path: Path, caps: Any) -> None:
    model = reader(endpoint, tmp_path, **caps)
    answered: list[object] = []
    with pytest.raises(FolkmootError, match="run it again to go on"):
        answered.extend(model.ask(LABELS, (f"text {n}" for n in range(50))))
    assert 0 < len(endpoint.bodies) < 20
    spent = model.spent
    assert spent.tokens_in + spent.tokens_out <= caps.get("max_tokens", 1e9)
    assert spent.money <= caps.get("max_money", 1e9)
    model.close()
    # What was paid for is kept: the next run goes on from there.
    more = reader(endpoint, tmp_path)
    assert sum(one.is_kept for one in more.ask(LABELS, ["text 0", "text 99"])) == 1
    more.close()


def test_it_is_off_until_an_endpoint_is_named(tmp_path: Path) -> None:
    with pytest.raises(FolkmootError, match="no url or no model"):
        Reader(LlmSection(), tmp_path)


def test_names_are_short() -> None:
    assert NAMES.answer.model_validate({"name": " data in two countries "}).name
    assert ThemeName(name="国外上网").name
    for name in ("one", "a b c d e f", "x" * 61, "太" * 11):
        with pytest.raises(ValueError, match=r"words|characters"):
            ThemeName(name=name)


@pytest.mark.parametrize(
    "part",
    ["@bob_9", "u/bob-9", "ann@example.org", "+44 20 7946 0958", "13812345678", "2001:db8::1",
     "fe80::1:2", "::ffff:102:304", "192.168.10.20", "https://x.example/z", "Ann Lee", "王伟"],
)  # fmt: skip
@given(before=st.text(max_size=60), after=st.text(max_size=60))
def test_what_names_a_person_goes_wherever_it_stands(part: str, before: str, after: str) -> None:
    found = without_people(f"{before} {part} {after}", ["Ann Lee", "王伟"])
    assert part not in found


def test_ordinary_words_stay() -> None:
    text = "At 12:30 C++'s std::vector cost 1,200 in 2024: 王伟大 and Annabel agree, 3:2"
    assert without_people(text, ["Ann"]) == text


def test_commands_label_and_name(
    endpoint: Endpoint, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from folkmoot.cli import main

    folder = tmp_path / "project"

    def run(*arguments: str, code: int = 0) -> str:
        with pytest.raises(SystemExit) as stopped:
            main([*arguments])
        told = capsys.readouterr()
        assert stopped.value.code == code, told.err
        return told.err if code else told.out

    run("init", str(folder))
    rows = "Id,PostTypeId,CreationDate,OwnerUserId,Title\n" + "".join(
        f"{n},1,2024-01-0{1 + n % 9}T00:00:00,{n},My grinder broke again @maker{n} what now\n"
        for n in range(1, 30)
    )
    (tmp_path / "Posts.csv").write_text(rows)
    on = ("--project", str(folder))
    run("add", str(tmp_path / "Posts.csv"), "--source", "stackexchange",
        "-o", "site=coffee.example", *on)  # fmt: skip
    assert "an endpoint and a model" in run("llm", "labels", *on, code=1)
    with (folder / "folkmoot.toml").open("a") as file:
        file.write(f'\n[llm]\nurl = "{endpoint.url}"\nmodel = "test-model"\n')
    assert "test-model was asked 1 times, 19 answers were kept" in run(
        "llm", "labels", "--limit", "20", *on
    )
    assert "@maker" not in json.dumps(endpoint.bodies)
    told = json.loads(run("llm", "labels", "--limit", "20", "--json", *on))
    assert (len(told["labels"]), told["spent"]["asked"]) == (20, 0)
