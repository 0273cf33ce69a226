"""The rules of the house that can be counted."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.settings import Settings

ROOT = Path(__file__).parent.parent
ROOMS = ("orgnet", "graph", "api", "seeds")
MODULES = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]
FORBIDDEN_NAMES = {"utils", "helpers", "manager", "base", "service", "services"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(path: Path) -> Iterator[Function]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, Function):
            yield node


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def lines(path: Path) -> int:
    return sum(1 for line in path.read_text().splitlines() if line.strip())


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_a_module_is_short_and_named_by_a_noun(path: Path) -> None:
    assert lines(path) <= 300
    assert path.stem not in FORBIDDEN_NAMES


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_functions_fit_on_a_screen_and_import_nothing(path: Path) -> None:
    for function in functions(path):
        assert function.end_lineno is not None
        assert function.end_lineno - function.lineno < 40, function.name
        inside = [node for node in ast.walk(function) if isinstance(node, ast.Import | ast.ImportFrom)]
        assert not inside, function.name


@pytest.mark.parametrize("path", [path for path in MODULES if path.parts[-2] != "graph"], ids=named)
def test_cypher_stands_only_under_graph(path: Path) -> None:
    texts = [node.value for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Constant)]
    statements = [text for text in texts if isinstance(text, str) and re.search(r"\b(MATCH|MERGE) \(", text)]
    assert not statements


def test_the_readme_names_every_setting() -> None:
    readme = (ROOT / "README.md").read_text()
    missing = [name for name in Settings.model_fields if f"ORGNET_{name.upper()}" not in readme]
    assert not missing


def test_every_decision_is_listed() -> None:
    listed = (ROOT / "docs" / "decisions" / "README.md").read_text()
    for page in sorted((ROOT / "docs" / "decisions").glob("0*.md")):
        assert page.name in listed
