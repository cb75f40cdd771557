"""Pages that run: their files are written, their commands run, and what they say is printed."""

from __future__ import annotations

import doctest
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

_BLOCK = re.compile(r"^```(\w+)(?: file=(\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def follow(page: Path, folder: Path) -> int:
    """Do in a folder what a page says; returns how many commands of ours it ran."""
    commands = 0
    for language, name, text in _BLOCK.findall(page.read_text(encoding="utf-8")):
        if name:
            (folder / name).write_text(text, encoding="utf-8")
        elif language == "python":
            _run([sys.executable, "-c", text], folder)
        elif language == "console":
            for step in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
                command, _, expected = step.partition("\n")
                words = shlex.split(command)
                if words[0] == "cd":
                    folder = (folder / words[1]).resolve()
                    continue
                assert words[0] == "folkmoot"
                _check(command, expected, _run([sys.executable, "-m", *words], folder))
                commands += 1
    return commands


def _run(arguments: list[str], folder: Path) -> str:
    environment = {**os.environ, "COLUMNS": "140", "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        arguments, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{arguments}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def _check(command: str, expected: str, printed: str) -> None:
    checker = doctest.OutputChecker()
    told = checker.output_difference(doctest.Example("", expected), printed, _FLAGS)
    assert checker.check_output(expected, printed, _FLAGS), f"$ {command}\n{told}"
