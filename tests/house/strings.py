"""Every sentence and label that a user may see, taken from the source with `ast`.

`python -m tests.house.strings` writes them to tests/house/strings.txt, sorted, so that a change of text is reviewed as
text; with `--check` it lists texts with terms that were given up, and fails if there are any.
"""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
SNAPSHOT = Path(__file__).with_name("strings.txt")
_TREES = ("ui", "c2v_desktop", "core")
_NOT_SHOWN = (  # what is drawn for training, lists of words, and style sheets
    "core/synthetic",
    "core/demo_model",
    "core/search/neutral_sentences.py",
    "core/values/english_words.py",
    "core/search/foreign_words.py",
    "core/media/file_names.py",
    "core/media/file_kinds.py",
    "ui/style_sheet.py",
    "core/store/schema",
    "ui/theme.py",
)
_LOGGERS = {"log", "_log", "logger", "LOG", "logging"}
_LOGGING = {"debug", "info", "warning", "error", "exception", "critical"}
_SILENT_CALLS = {
    "execute", "executemany", "executescript", "compile", "setObjectName", "setStyleSheet", "getLogger", "TypeVar",
    "NewType", "Literal", "getattr", "setattr", "import_module", "cast", "encode_texts", "Thread",
    "ValueError", "TypeError", "RuntimeError", "AssertionError", "KeyError", "LookupError", "NotImplementedError",
}  # fmt: skip
_SQL = re.compile(
    r"\s*\(?(SELECT|INSERT|UPDATE|DELETE|CREATE|PRAGMA|WITH|DROP|ALTER|BEGIN|ATTACH|DETACH|VACUUM|REPLACE|COMMIT|AND|WHERE"
    r"|ORDER BY|LEFT JOIN|JOIN|UNION|FROM|ON|CASE|EXISTS)\b"
)
_WORDS = re.compile(r"[A-Za-z][A-Za-z']+[.,:;…)]* +[\w({“\"'–&-]|[}\w][.:;,)…]* +[A-Za-z]{2}")
_LABEL = re.compile(r"^&?[A-Z][a-z]+(…|\.|:)?$")
_FORBIDDEN = re.compile(
    r"\b(films?|anew|is told|are told|look(s|ed|ing)? at|put to work|puts? it to work|goes on|go on|woven?|weav\w+"
    r"|hopper|desk|something went wrong|given up|is said|are said|at work|the shelf|safety copy|just now)\b",
    re.IGNORECASE,
)
_ALLOWED = {
    "sample films": "the name of a folder on disk",
    "<film {}>{}": "the name that stands for a clip in support bundles; tools read it",
}
"""Texts with such a term that are right all the same, each with the reason."""
_MEASURING = ("core/evaluation", "c2v_desktop/cli/dev", "core/finetune")
"""Training and evaluation of the demo model speak of the drawn videos it was made with. No window shows that."""


@dataclass(frozen=True, order=True, slots=True)
class Shown:
    """One text and the file it stands in; `{}` where a value is put in."""

    file: str
    text: str


def shown_texts(root: Path = ROOT) -> list[Shown]:
    """All of them, sorted, each once per file."""
    found: set[Shown] = set()
    for tree in _TREES:
        for path in sorted((root / tree).rglob("*.py")):
            name = path.relative_to(root).as_posix()
            if not name.startswith(_NOT_SHOWN):
                found |= {Shown(name, text) for text in texts_of(path.read_text(encoding="utf-8"))}
    return sorted(found)


def texts_of(source: str, with_translated: bool = True) -> Iterator[str]:
    """The texts for users in one module; without those that Qt Linguist finds, when they are not wanted."""
    yield from _walk(ast.parse(source), with_translated)


def _walk(node: ast.AST, with_translated: bool = True) -> Iterator[str]:
    if isinstance(node, ast.JoinedStr | ast.Constant):
        text = _text(node)
        if text is not None and is_for_people(text):
            yield " ".join(text.split())
        if isinstance(node, ast.JoinedStr):
            for part in node.values:
                if isinstance(part, ast.FormattedValue):
                    yield from _walk(part.value, with_translated)
        return
    if isinstance(node, ast.Call) and _is_silent(node.func):
        return
    if isinstance(node, ast.Call) and is_translation(node.func):
        if with_translated:
            for text in node.args if _name(node.func) == "plural" else node.args[1:]:
                yield from _walk(text, with_translated)
        return
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return  # a docstring
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns", "decorator_list"}:
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _walk(child, with_translated)


def _text(node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    assert isinstance(node, ast.JoinedStr)
    return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)


def is_translation(call: ast.expr) -> bool:
    """True for the functions of ui/translate.py: Qt Linguist finds their texts."""
    return _name(call) in {"translate", "noop", "plural"} and isinstance(call, ast.Name)


def _name(call: ast.expr) -> str:
    return call.attr if isinstance(call, ast.Attribute) else call.id if isinstance(call, ast.Name) else ""


def _is_silent(call: ast.expr) -> bool:
    """True for calls whose strings nobody sees in the window or in the answers of the command line."""
    if isinstance(call, ast.Attribute):
        if isinstance(call.value, ast.Name) and call.value.id in _LOGGERS and call.attr in _LOGGING:
            return True
        return call.attr in _SILENT_CALLS
    return isinstance(call, ast.Name) and call.id in _SILENT_CALLS


def is_for_people(text: str) -> bool:
    """True for sentences and labels; false for SQL, style sheets, patterns and names."""
    if _SQL.match(text) or not text.replace("\n", "").isprintable() or "{{" in text or "(?" in text or "\\" in text:
        return False
    return bool(_WORDS.search(text) or _LABEL.match(text))


def terms_in(text: str) -> list[str]:
    """The terms in a text that the product does not use."""
    return [found[0].lower() for found in _FORBIDDEN.finditer(text)]


def forbidden() -> list[str]:
    """Each text with such a term, as "file: text"."""
    return [
        f"{shown.file}: {shown.text}"
        for shown in shown_texts()
        if terms_in(shown.text.replace("<film 12>", ""))
        and shown.text not in _ALLOWED
        and not shown.file.startswith(_MEASURING)
    ]


def write_snapshot() -> None:
    """Write the texts as they are now."""
    SNAPSHOT.write_text(snapshot(), encoding="utf-8")


def snapshot() -> str:
    """The texts by file, as tests/house/strings.txt has them."""
    lines: list[str] = []
    file = ""
    for shown in shown_texts():
        if shown.file != file:
            file = shown.file
            lines += ["", f"[{file}]"]
        lines.append(shown.text)
    return "\n".join(lines).lstrip() + "\n"


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit("\n".join(forbidden()) or None)
    write_snapshot()
