"""The documents hold: examples run, links lead somewhere, nothing public is left out."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from tools.write_reference import PAGE, reference

from folkmoot.cli import COMMANDS
from folkmoot.cli.benchmarks import BENCHMARK_COMMANDS
from folkmoot.cli.conversing import CONVERSATION_COMMANDS
from folkmoot.cli.experiment import EXPERIMENT_COMMANDS
from folkmoot.cli.outcomes import OUTCOME_COMMANDS
from folkmoot.cli.people import PEOPLE_COMMANDS
from folkmoot.cli.searching import SEARCH_COMMANDS
from folkmoot.cli.survey import SURVEY_COMMANDS
from folkmoot.config import Settings

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
EXAMPLES = (
    "add-a-source",
    "add-an-annotation",
    "add-a-strategy",
    "add-an-engine",
    "methods-small-segments",
)
PAGES = tuple(sorted(path.stem for path in DOCS.glob("*.md")))

BLOCK = re.compile(r"^```(\w+)?(?: file=(\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
ADDRESS = re.compile(r"^[a-z]+:")
#: Folders at the top that hold documents; environments and caches lie beside them.
FOLDERS = ("bench", "docs", "examples", "requirements", "src", "tests", "tools")


def markdown() -> Iterator[Path]:
    yield from sorted(ROOT.glob("*.md"))
    for folder in FOLDERS:
        found = sorted((ROOT / folder).rglob("*.md"))
        yield from (path for path in found if not any(p.startswith(".") for p in path.parts))


def prose(path: Path) -> str:
    """A page without its code, in which brackets mean something else."""
    return re.sub(r"`[^`\n]+`", "", BLOCK.sub("", path.read_text(encoding="utf-8")))


def anchors(path: Path) -> set[str]:
    """Names by which the headings of a page are linked to."""
    headings = HEADING.findall(BLOCK.sub("", path.read_text(encoding="utf-8")))
    return {re.sub(r"[^\w -]", "", text.lower()).replace(" ", "-") for text in headings}


def leads_nowhere(page: Path, link: str) -> bool:
    name, _, anchor = link.partition("#")
    target = (page.parent / name).resolve() if name else page
    return not target.exists() or bool(anchor and anchor not in anchors(target))


def test_pages_are_there_and_the_index_leads_to_each() -> None:
    listed = set(LINK.findall((DOCS / "index.md").read_text(encoding="utf-8")))
    assert {*EXAMPLES, "index", "methods", "reference", "tutorial"} <= set(PAGES)
    assert {f"{page}.md" for page in PAGES if page != "index"} - listed == set()


@pytest.mark.parametrize("page", list(markdown()), ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    links = [link for link in LINK.findall(prose(page)) if not ADDRESS.match(link)]
    assert [link for link in links if leads_nowhere(page, link)] == []


def test_a_link_that_leads_nowhere_would_be_noticed(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# The head\n[a](#the-head) [b](page.md#the-head) [c](#tail) [d](no.md)\n")
    found = [link for link in LINK.findall(prose(page)) if leads_nowhere(page, link)]
    assert found == ["#tail", "no.md"]


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_example_of_a_page_runs(name: str, tmp_path: Path) -> None:
    parts = []
    for language, file, text in BLOCK.findall((DOCS / f"{name}.md").read_text(encoding="utf-8")):
        if file:
            (tmp_path / file).write_text(text, encoding="utf-8")
        elif language == "python":
            parts.append(text)
    assert parts
    assert any("assert " in part for part in parts), "an example shows that it worked"
    (tmp_path / "page.py").write_text("\n".join(parts), encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-W", "error", "page.py"],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_the_reference_is_what_the_code_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == reference(), "run tools/write_reference.py"


def test_every_command_and_option_is_in_the_reference() -> None:
    text = PAGE.read_text(encoding="utf-8")
    groups = {
        "survey": SURVEY_COMMANDS,
        "benchmarks": BENCHMARK_COMMANDS,
        "experiment": EXPERIMENT_COMMANDS,
        "outcomes": OUTCOME_COMMANDS,
        "conversations": CONVERSATION_COMMANDS,
        "searches": SEARCH_COMMANDS,
        "people": PEOPLE_COMMANDS,
    }
    inner = {f"{g} {name}": row for g, table in groups.items() for name, row in table.items()}
    named = {**COMMANDS, **inner}
    for name, (module, attribute, _) in named.items():
        section = text.partition(f"### folkmoot {name}\n")[2].partition("\n##")[0]
        command = getattr(import_module(module), attribute)
        options = [option for each in command.params for option in each.opts if option[0] == "-"]
        assert [option for option in options if option not in section] == []
        assert section


def test_every_setting_is_in_the_reference_with_words() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for section, field in Settings.model_fields.items():
        for name, declared in type(field.get_default()).model_fields.items():
            assert declared.description
            row = next(line for line in text.splitlines() if f"`{section}.{name}`" in line)
            assert declared.description in row
            assert f"`FOLKMOOT_{section}_{name}`".upper() in row


@pytest.mark.parametrize(
    ("arguments", "code"), [(["sources"], 0), (["status"], 1), (["status", "--speed"], 2)]
)
def test_exit_codes_are_as_told(arguments: list[str], code: int, tmp_path: Path) -> None:
    assert f"| {code} |" in PAGE.read_text(encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-m", "folkmoot", *arguments],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == code
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", PAGES)
def test_no_page_talks_down(name: str) -> None:
    told = re.search(r"\b(simply|just|obviously)\b", prose(DOCS / f"{name}.md"))
    assert told is None, told
