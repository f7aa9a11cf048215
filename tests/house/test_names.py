"""Names are told apart: who searches for one finds one."""

import ast
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("c2v_desktop", "ui", "core", "resources")
SAME_CLASS: dict[str, str] = {}
SAME_MODULE: dict[str, str] = {}


def sources() -> list[Path]:
    return [path.relative_to(ROOT) for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]


def classes() -> dict[str, list[str]]:
    """Names of classes, also those within functions and classes, and the files they stand in."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sources():
        for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                found[node.name].append(str(path))
    return found


def modules() -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for path in sources():
        if not path.stem.startswith("__"):
            found[path.stem].append(str(path))
    return found


def test_no_class_name_stands_twice() -> None:
    twice = {name: where for name, where in classes().items() if len(where) > 1}
    assert {name: where for name, where in twice.items() if name not in SAME_CLASS} == {}
    assert SAME_CLASS.keys() <= twice.keys(), "an exception that is needed no more"


def test_no_module_name_stands_three_times() -> None:
    thrice = {name: where for name, where in modules().items() if len(where) > 2}
    assert {name: where for name, where in thrice.items() if name not in SAME_MODULE} == {}
    assert SAME_MODULE.keys() <= thrice.keys(), "an exception that is needed no more"
