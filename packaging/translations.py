"""`make translations`: collect the texts of the window for Qt Linguist, and compile the translations there are.

Writes resources/translations/c2v_*.ts (texts that are gone leave, new ones are marked unfinished) and the `.qm` file
that the program loads from each.
"""

import ast
import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from tempfile import TemporaryDirectory

from core.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
PLACE = ROOT / "resources" / "translations"
SOURCES = (
    "ui",
    "c2v_desktop/finetune_wizard",
    "c2v_desktop/models_page",
    "c2v_desktop/names_window",
    "c2v_desktop/shell",
    "c2v_desktop/app.py",
    "c2v_desktop/first_run.py",
    "c2v_desktop/script_server.py",
)
ALIASES = "QT_TRANSLATE_NOOP+=noop,tr+=plural"
"""Our names for what lupdate knows, see ui/translate.py."""
SENTENCES = (
    "core/export",
    "core/media",
    "core/values/additions.py",
    "core/values/answers.py",
    "core/library/adding.py",
    "core/search/centre_muting.py",
    "core/search/foreign_words.py",
    "core/search/hints.py",
)
"""Where sentences are made: of exports and imports, of clips that cannot be read, of what was added, of questions."""
HANDOFF = "Handoff"
"""The context of these sentences."""
SETTINGS = "Settings"
"""The context of the texts of the settings page."""


def sources() -> list[Path]:
    """All files with texts of the window."""
    return _files(SOURCES)


def _files(names: Sequence[str]) -> list[Path]:
    found = [ROOT / name for name in names]
    return sorted(file for each in found for file in ([each] if each.is_file() else each.rglob("*.py")))


def settings_texts() -> list[str]:
    """Titles and help of the settings page: core, where they stand, knows nothing of translations."""
    defaults = Settings()
    found = []
    for section in fields(defaults):
        found.append(section.metadata["title"])
        for each in fields(getattr(defaults, section.name)):
            found += [each.metadata["title"], each.metadata["help"]]
    return list(dict.fromkeys(found))


def handoff_texts() -> list[str]:
    """Sentences of exports and clips: literals in calls of `sentence` in core, which knows nothing of translations."""
    found = []
    for file in _files(SENTENCES):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "sentence":
                text = node.args[0]
                if not (isinstance(text, ast.Constant) and isinstance(text.value, str)):
                    raise SystemExit(f"{file}:{node.lineno}: the text of a sentence has to be a literal.")
                found.append(text.value)
    return list(dict.fromkeys(found))


def collect(target: Path) -> None:
    """Bring a `.ts` file up to the sources. Raises: subprocess.CalledProcessError."""
    with TemporaryDirectory() as folder:
        marked = Path(folder) / "settings_texts.py"
        texts = [(SETTINGS, text) for text in settings_texts()] + [(HANDOFF, text) for text in handoff_texts()]
        lines = [f"noop({json.dumps(context)}, {json.dumps(text, ensure_ascii=False)})" for context, text in texts]
        marked.write_text("\n".join(lines) + "\n", encoding="utf-8")
        _update(target, [*(file.relative_to(ROOT).as_posix() for file in sources()), str(marked)])


def _update(target: Path, files: list[str]) -> None:
    options = ["-tr-function-alias", ALIASES, "-locations", "none", "-no-obsolete", "-silent"]
    _run("pyside6-lupdate", *files, *options, "-source-language", "en_US", "-ts", str(target))


def release(source: Path) -> None:
    """Compile a `.ts` file beside it. Raises: subprocess.CalledProcessError, OSError."""
    made = source.with_suffix(".new.qm")
    _run("pyside6-lrelease", "-silent", str(source), "-qm", str(made))
    made.replace(source.with_suffix(".qm"))  # windows that are open have the former file mapped: it must stay whole


def _run(tool: str, *arguments: str) -> None:
    subprocess.run([Path(sys.executable).with_name(tool), *arguments], cwd=ROOT, check=True)


def main() -> None:
    """Collect and compile every language."""
    for translation in sorted(PLACE.glob("*.ts")):
        collect(translation)
        release(translation)


if __name__ == "__main__":
    main()
