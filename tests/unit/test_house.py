"""Rules of the house that a linter does not hold: size, documents, and exact public names."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from inspect import ismodule
from pathlib import Path

import pytest

import folkmoot

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src"
PACKAGE = SRC / "folkmoot"

#: Alembic loads these by path and asks for names of its own; a migration, once released, is a
#: record of what was done and is never rewritten, however long the list of its tables.
MIGRATIONS = PACKAGE / "state" / "migrations"

MODULE_LINES = 400
FUNCTION_LINES = 40

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def _files(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


SOURCES = [path for path in _files("src") if not path.is_relative_to(MIGRATIONS)]


def _code_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from ``def`` to the end, its docstring left out: no document is cut to fit."""
    assert function.end_lineno is not None
    lines = function.end_lineno - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function) is not None and first.end_lineno is not None:
        lines -= first.end_lineno - first.lineno + 1
    return lines


@pytest.mark.parametrize("path", _files("src", "tests", "bench", "tools"), ids=_name)
def test_a_module_is_short_enough_to_read(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= MODULE_LINES, f"{_name(path)} has {lines} lines: split it by idea"


@pytest.mark.parametrize("path", [*SOURCES, *_files("bench", "tools")], ids=_name)
def test_a_function_does_one_thing(path: Path) -> None:
    long = {
        f"{node.name} at line {node.lineno}": _code_lines(node)
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and _code_lines(node) > FUNCTION_LINES
    }
    assert not long


def _is_public(name: str) -> bool:
    return not name.startswith("_")


def _public_definitions(body: list[ast.stmt], prefix: str = "") -> Iterator[tuple[str, Definition]]:
    """Public functions and classes, and the public methods of public classes."""
    for node in body:
        if isinstance(node, Definition) and _is_public(node.name):
            yield f"{prefix}{node.name}", node
            if isinstance(node, ast.ClassDef):
                yield from _public_definitions(node.body, f"{prefix}{node.name}.")


def _needs_no_words(node: Definition) -> bool:
    """An overload and a setter say nothing that the documented one beside them does not."""
    marks = [ast.unparse(mark) for mark in node.decorator_list]
    return any(mark.split(".")[-1] in {"overload", "setter"} for mark in marks)


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_everything_public_is_documented(path: Path) -> None:
    tree = _tree(path)
    bare = [
        name
        for name, node in _public_definitions(tree.body)
        if not ast.get_docstring(node) and not _needs_no_words(node)
    ]
    assert ast.get_docstring(tree), "the module says nothing of itself"
    assert not bare


def _targets(node: ast.stmt) -> Iterator[str]:
    """Names that one statement of a module's body defines."""
    if isinstance(node, Definition):
        yield node.name
    elif isinstance(node, ast.Assign):
        for target in node.targets:
            yield from (part.id for part in ast.walk(target) if isinstance(part, ast.Name))
    elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        yield node.target.id
    elif isinstance(node, ast.If | ast.Try):
        for inner in [*node.body, *node.orelse]:
            yield from _targets(inner)


def _own_imports(node: ast.stmt) -> Iterator[str]:
    """Names that a package takes from its own modules, to hand them on."""
    if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("folkmoot"):
        yield from (alias.asname or alias.name for alias in node.names)


def _defined(path: Path) -> set[str]:
    return {name for node in _tree(path).body for name in _targets(node) if _is_public(name)}


def _handed_on(path: Path) -> set[str]:
    """Names that a package may list beside its own; one that is neither used nor listed is F401."""
    if path.name != "__init__.py":
        return set()
    return {name for node in _tree(path).body for name in _own_imports(node)}


def _declared(path: Path) -> list[str] | None:
    """What ``__all__`` lists, read without running the module."""
    for node in _tree(path).body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and "__all__" in _targets(node):
            assert node.value is not None
            listed: list[str] = ast.literal_eval(node.value)
            return listed
    return None


def _is_lazy(path: Path) -> bool:
    """Whether a package finds its public names when they are first asked for."""
    return "__getattr__" in {name for node in _tree(path).body for name in _targets(node)}


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_all_lists_exactly_what_is_public(path: Path) -> None:
    declared = _declared(path)
    assert declared is not None, "there is no __all__"
    assert len(declared) == len(set(declared))
    assert _defined(path) - set(declared) == set(), "public, and not listed"
    if not _is_lazy(path):
        assert set(declared) - _defined(path) - _handed_on(path) == set(), "listed, and not here"


def _modules() -> list[str]:
    found = pkgutil.walk_packages([str(PACKAGE)], prefix="folkmoot.")
    return ["folkmoot", *sorted(m.name for m in found if ".migrations" not in m.name)]


@pytest.mark.parametrize("name", _modules())
def test_every_listed_name_is_there(name: str) -> None:
    module = importlib.import_module(name)
    absent = [listed for listed in module.__all__ if not hasattr(module, listed)]
    assert not absent
    # A module of the same name takes a function's place as soon as it is imported.
    hidden = [listed for listed in module.__all__ if ismodule(getattr(module, listed))]
    assert not hidden


def test_the_package_under_test_is_this_checkout() -> None:
    assert [Path(folder).resolve() for folder in folkmoot.__path__] == [PACKAGE]
