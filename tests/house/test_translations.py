"""Texts of the window stand where Qt Linguist finds them, and every translation says all of them."""

import ast
import re
import runpy
import string
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QTranslator

from core import errors
from tests.house.strings import ROOT, is_translation, texts_of

TOOLS = runpy.run_path(str(ROOT / "packaging" / "translations.py"))
CONTEXTS = {
    "ui": "Window",
    "ui/browse": "Browse",
    "ui/controllers": "Controllers",
    "ui/finetune": "Finetune",
    "ui/handoff": "Handoff",
    "ui/models": "Models",
    "ui/play": "Play",
    "ui/search": "Search",
    "ui/widgets": "Widgets",
    "ui/actions.py": "Commands",
    "ui/commands.py": "Commands",
    "c2v_desktop/finetune_wizard": "Finetune",
    "c2v_desktop/names_window": "Finetune",
    "c2v_desktop/models_page": "Models",
    "c2v_desktop/shell/library_away.py": "Program",
    "c2v_desktop/shell/settings.py": "Program",
    "c2v_desktop/app.py": "Program",
    "c2v_desktop/first_run.py": "Program",
    "c2v_desktop/script_server.py": "Program",
}
"""The context of all texts below a place."""
NO_TEXTS = {ROOT / "ui" / "style_sheet.py", ROOT / "ui" / "theme.py", ROOT / "ui" / "keys" / "presets.py"}
"""Style sheets, names of fonts, and names of keys."""
SHARED = {
    "ui/settings/groups.py": (TOOLS["SETTINGS"],),
    "ui/settings/key_page.py": (TOOLS["SETTINGS"], "Commands"),
    "ui/keys/scheme.py": ("Commands",),
}
"""Files that show texts of another context too."""
ALLOWED = {
    "C2V Desktop": "a name",
    "C2V Desktop {}": "a name",
    "c2v-desktop: {}": "goes to the terminal, which speaks English",
    "sample films": "a folder on disk",
    "median rank": "the name of a figure, which is looked up",
    "Ts": "a type variable",
    "Premiere Pro": "a name",
    "Final Cut Pro": "a name",
    "DaVinci Resolve": "a name",
    "English": "a language, in that language",
    "Deutsch": "a language, in that language",
    "in use": "a state in code",
    "shot list": "the name of a preset, which is looked up",
    '<a href="{}">{}</a>': "a link, no words",
    '<span style="color:{colour}">{sign}</span>&nbsp;{name}': "a line of a legend, no words",
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
    "Handoff": "the context of what core says",
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
    return sorted(
        {file for place in found for file in ([place] if place.is_file() else place.rglob("*.py"))} - NO_TEXTS
    )


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
    """lupdate finds literals only, and none inside of f-strings: other texts would never be translated."""
    name = name_of(file)
    context = CONTEXTS[max((place for place in CONTEXTS if f"{name}/".startswith(f"{place}/")), key=len)]
    for function, call in calls(file):
        texts = call.args[:2] if function == "plural" else call.args[1:]
        if function != "plural":
            assert literal(call.args[0]) in (context, *SHARED.get(name, ())), ast.unparse(call)
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
    wanted = {(TOOLS["SETTINGS"], text) for text in TOOLS["settings_texts"]()}
    wanted |= {(TOOLS["HANDOFF"], text) for text in TOOLS["handoff_texts"]()}
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


TRANSLATIONS = sorted((ROOT / "resources" / "translations").glob("c2v_*.ts"))


@pytest.mark.parametrize("file", TRANSLATIONS, ids=lambda file: file.stem)
def test_a_translation_puts_the_same_values_into_the_same_lines(file):
    for context, source, message in messages(file):
        for text in filter(None, translated(message)):
            assert placeholders(text) == placeholders(source), (context, source, text)
            assert text.count("\n") == source.count("\n"), (context, source, text)
            assert blanks(text) == blanks(source), (context, source, text)


@pytest.mark.parametrize("file", TRANSLATIONS, ids=lambda file: file.stem)
def test_a_translation_has_nearly_all_texts_of_today(file, tmp_path):
    """New texts may wait for a translator and are shown in English meanwhile; `make translations` adds them."""
    found = tmp_path / file.name
    TOOLS["collect"](found)
    wanted = {(context, source) for context, source, _ in messages(found)}
    done = {(context, source) for context, source, message in messages(file) if all(translated(message))}
    assert len(wanted - done) <= len(wanted) // 20, sorted(wanted - done)


@pytest.mark.parametrize("file", TRANSLATIONS, ids=lambda file: file.stem)
def test_what_the_program_loads_is_what_was_translated(file):
    loaded = QTranslator()
    assert loaded.load(str(file.with_suffix(".qm")))
    for context, source, message in messages(file):
        forms = translated(message)
        comment = message.findtext("comment", "")
        for number, text in zip((1, 2) if message.get("numerus") else (-1,), forms, strict=True):
            assert not text or loaded.translate(context, source, comment, number) == text, "run make translations"


def translated(message: ElementTree.Element) -> list[str]:
    """The forms of a translation; empty texts where it is not done."""
    made = message.find("translation")
    assert made is not None
    if made.get("type") == "unfinished":
        return [""] * (2 if message.get("numerus") else 1)
    return [form.text or "" for form in made.findall("numerusform")] or [made.text or ""]


def blanks(text: str) -> tuple[int, int]:
    return len(text) - len(text.lstrip(" ")), len(text) - len(text.rstrip(" "))


def _errors_in_plain_text(file: Path) -> Iterator[str]:
    """Errors of ours that are made of a literal: the window could say them in English alone."""
    ours = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, errors.C2VError)}
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ours:
            plain = (ast.JoinedStr, ast.Constant, ast.BinOp)
            yield from (f"{file.name}:{node.lineno}" for each in node.args if isinstance(each, plain))


def test_errors_of_clips_exports_and_imports_are_sentences_that_can_be_translated():
    files = [each for folder in TOOLS["SENTENCES"] for each in (ROOT / folder).rglob("*.py")]
    assert [where for file in files for where in _errors_in_plain_text(file)] == []


_NUMBER_FORM = re.compile(r"\{[^{}]*:[^{}]*[efgn%]\}")
_PYTHONS_OWN = {"ui/widgets/amounts.py", "ui/search/evidence_model.py"}
"""The place that knows the decimal sign, and the table for spreadsheets."""


def test_no_text_of_the_window_formats_a_number_by_itself() -> None:
    """Python would write a decimal point in every language: `ui.widgets.amounts.number` knows the sign."""
    found = []
    for file in TOOLS["sources"]():
        name = file.relative_to(ROOT).as_posix()
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if name not in _PYTHONS_OWN else ():
            if isinstance(node, ast.FormattedValue) and node.format_spec is not None:
                form = ast.unparse(node.format_spec).rstrip("'\"}")
                found += [f"{name}:{node.lineno}"] * form.endswith(tuple("efgn%"))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found += [f"{name}:{node.lineno}"] * bool(_NUMBER_FORM.search(node.value))
    assert found == []
