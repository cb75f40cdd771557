"""Commands run as a user types them, in this process: exit code, output and errors."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from folkmoot.cli import main

Run = Callable[..., tuple[int, str, str]]


def runner(capsys: pytest.CaptureFixture[str], *more: object) -> Run:
    """What runs a command and returns exit code, output and errors; ``more`` ends each command."""

    def run(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        with pytest.raises(SystemExit) as stopped:
            main([str(each) for each in (*arguments, *more)])
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        return int(stopped.value.code or 0), captured.out, captured.err

    return run


def parsed(run: Run, *arguments: object) -> Any:
    """What a command that goes well prints as JSON."""
    code, out, err = run(*arguments, "--json")
    assert code == 0, err
    return json.loads(out)
