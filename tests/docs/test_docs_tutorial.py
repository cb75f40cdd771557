"""The tutorial runs: its commands, its files, its Python, and what it says they print."""

from __future__ import annotations

import doctest
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "tutorial.md"
BLOCK = re.compile(r"^```(\w+)?(?: file=(\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@dataclass(frozen=True)
class Step:
    """One command of the page and what it prints."""

    command: str
    expected: str


def blocks(page: Path = PAGE) -> Iterator[tuple[str, str, str]]:
    """Language, file name and text of each block that means something to the tests."""
    for language, name, text in BLOCK.findall(page.read_text(encoding="utf-8")):
        if language:
            yield language, name, text


def steps(text: str) -> Iterator[Step]:
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, expected = part.partition("\n")
        yield Step(command, expected)


def run(arguments: list[str], folder: Path) -> str:
    environment = {**os.environ, "COLUMNS": "140", "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        arguments, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{arguments}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def check(step: Step, printed: str) -> None:
    checker = doctest.OutputChecker()
    told = checker.output_difference(doctest.Example("", step.expected), printed, FLAGS)
    assert checker.check_output(step.expected, printed, FLAGS), f"$ {step.command}\n{told}"


def test_the_tutorial_does_what_it_says(tmp_path: Path) -> None:
    folder, commands = tmp_path, 0
    for language, name, text in blocks():
        if name:
            (folder / name).write_text(text, encoding="utf-8")
        elif language == "python":
            run([sys.executable, "-c", text], folder)
        elif language == "console":
            for step in steps(text):
                words = shlex.split(step.command)
                if words[0] == "cd":
                    folder = (folder / words[1]).resolve()
                    continue
                assert words[0] == "folkmoot"
                check(step, run([sys.executable, "-m", *words], folder))
                commands += 1
    assert commands >= 15, "the blocks of the page were not found"
