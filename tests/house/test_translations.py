"""Texts of the window stand where Qt Linguist finds them, and every translation says all of them."""

import ast
import runpy
import string
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.house.strings import ROOT, is_translation, texts_of

TOOLS = runpy.run_path(str(ROOT / "packaging" / "translations.py"))
CONTEXTS = {
    "ui/browse": "Browse",
    "ui/controllers": "Controllers",
    "ui/models": "Models",
    "ui/play": "Play",
    "ui/search": "Search",
    "ui/widgets": "Widgets",
    "ui/window": "Window",
    "ui/actions.py": "Commands",
    "ui/notices.py": "Window",
    "ui/preferences.py": "Window",
    "c2v_desktop/models_page": "Models",
    "c2v_desktop/shell/library_away.py": "Program",
    "c2v_desktop/app.py": "Program",
}
"""The context of all texts below a place."""
NOT_YET: tuple[str, ...] = ()
ALLOWED = {
    "C2V Desktop": "a name",
    "C2V Desktop {}": "a name",
    "c2v-desktop: {}": "goes to the terminal, which speaks English",
    "sample films": "a folder on disk",
    "Ts": "a type variable",
    "in use": "a state in code",
    '<a href="{}">{}</a>': "a link, no words",
    "Apache-2.0": "a name",
    "4K UHD": "a name",
    "4K DCI": "a name",
    "small copy": "names a request, never shown",
    "a person walks in from the left": "a query: models understand English",
    "close-up of hands": "a query: models understand English",
    "cars on a street at night": "a query: models understand English",
    "the camera pans": "a query: models understand English",
    "a red car drives up": "a query: models understand English",
    "a small orange fish swims left": "a query: models understand English",
    "a yellow star appears at night": "a query: models understand English",
    "Esc": "a key, which Qt translates",
    "Del": "a key, which Qt translates",
    "Space": "a key, which Qt translates",
    "Return": "a key, which Qt translates",
    "File": "the menu of a command, marked in MENUS",
    "Edit": "the menu of a command, marked in MENUS",
    "Search": "the menu of a command, marked in MENUS",
    "Clip": "the menu of a command, marked in MENUS",
    "Play": "the menu of a command, marked in MENUS",
    "View": "the menu of a command, marked in MENUS",
    "Mark": "the menu of a command, marked in MENUS",
    "Help": "the menu of a command, marked in MENUS",
}
"""Texts that are not translated, each with the reason."""


def files() -> list[Path]:
    found = (ROOT / place for place in CONTEXTS)
    each = sorted(file for place in found for file in ([place] if place.is_file() else place.rglob("*.py")))
    return [file for file in each if not name_of(file).startswith(NOT_YET)]


def name_of(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def calls(file: Path) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and is_translation(node.func):
            yield node.func.id, node


def literal(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


@pytest.mark.parametrize("file", files(), ids=name_of)
def test_every_text_of_the_window_can_be_translated(file):
    bare = set(texts_of(file.read_text(encoding="utf-8"), with_translated=False)) - set(ALLOWED)
    assert not bare, f"not in translate(), noop() or plural(): {sorted(bare)}"


@pytest.mark.parametrize("file", files(), ids=name_of)
def test_texts_are_literals_in_the_context_of_their_folder(file):
    """lupdate finds literals only: a text with values in it before `translate` is never found, and never translated."""
    name = name_of(file)
    (context,) = (of for place, of in CONTEXTS.items() if name == place or name.startswith(f"{place}/"))
    for function, call in calls(file):
        texts = call.args[:2] if function == "plural" else call.args[1:]
        if function != "plural":
            assert literal(call.args[0]) == context, ast.unparse(call)
        for text in texts:  # a table may be looked up, since its own texts are marked
            looked_up = function == "translate" and not any(map(is_made, ast.walk(text)))
            assert literal(text) is not None or looked_up, ast.unparse(call)


def is_made(node: ast.AST) -> bool:
    """True where a text is put together, so that no translation can have it."""
    if isinstance(node, ast.Call):
        return not (isinstance(node.func, ast.Attribute) and node.func.attr == "get")
    return isinstance(node, ast.JoinedStr | ast.BinOp)


def test_linguist_finds_what_stands_in_the_source(tmp_path):
    found = tmp_path / "all_de.ts"
    TOOLS["collect"](found)
    wanted = set()
    for file in TOOLS["sources"]():
        for function, call in calls(file):
            text = literal(call.args[0] if function == "plural" else call.args[1])
            if text is not None:
                wanted.add(("" if function == "plural" else literal(call.args[0]), text))
    assert {(context, source) for context, source, _ in messages(found)} == wanted


def messages(file: Path) -> Iterator[tuple[str, str, ElementTree.Element]]:
    for context in ElementTree.parse(file).getroot().iter("context"):
        for message in context.iter("message"):
            yield context.findtext("name", ""), message.findtext("source", ""), message


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("file", files(), ids=name_of)
def test_values_have_the_names_of_the_places_they_go_to(file):
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or node.func.attr != "format":
            continue
        made = node.func.value
        if isinstance(made, ast.Call) and is_translation(made.func):
            for text in made.args if made.args and literal(made.args[-1]) is not None else ():
                if "{" in (literal(text) or ""):
                    assert placeholders(literal(text) or "") == {each.arg for each in node.keywords}, ast.unparse(node)
