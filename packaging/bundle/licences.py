"""Collects the licences of everything in a bundle, and stops where one is not on the list or has no text.

`licences.py SOURCES.json FOLDER`: each file of the bundle with where it came from, and where the texts go. The list is
`licences.toml`: whoever adds a part reads its licence and writes it down there.
"""

import importlib.metadata
import json
import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
LICENCE_NAMES = re.compile(r"licen[cs]e|copying|notice|authors|patents", re.IGNORECASE)
TEXTS = {
    "LGPL-3": ("LGPL-3", "GPL-3"),  # the first is an addition to the second
    "LGPL-2": ("LGPL-2.1",),
    "GPL-3": ("GPL-3",),
    "GPL-2": ("GPL-2",),
}
"""Which of our texts belong to an identifier that begins so."""


@dataclass
class Part:
    """Something in the bundle that has a licence of its own."""

    kind: str
    name: str
    version: str = ""
    licence: str = ""
    source: str = ""
    texts: list[Path] = field(default_factory=list)


class Sources:
    """Knows which part a file came from."""

    def __init__(self) -> None:
        self._owners = {
            str(each.locate_file(file)): each
            for each in importlib.metadata.distributions()
            for file in each.files or ()
        }
        self._parts: dict[int, Part] = {}
        """By distribution: each has thousands of files, and a bundle has many of them."""

    def part_of(self, path: Path) -> Part | None:
        """None for what is ours or made while building."""
        owner = self._owners.get(str(path))
        if path.parent.name.endswith((".libs", ".dylibs")):
            return Part("libraries", re.sub(r"([-.][0-9a-f]{8,})*(\.so|\.dylib|\.dll|-r\d).*$", "", path.name))
        if owner is not None:
            if id(owner) not in self._parts:
                self._parts[id(owner)] = _of_distribution(owner)
            return self._parts[id(owner)]
        if path.is_relative_to(ROOT) or path.suffix == ".toc":
            return None
        if path.is_relative_to(Path(sys.base_prefix)):
            texts = [
                *Path(sys.base_prefix).glob("LICENSE.txt"),
                *Path(sys.base_prefix).glob("lib/python3*/LICENSE.txt"),
            ]
            return Part("distributions", "Python", ".".join(map(str, sys.version_info[:3])), texts=texts[:1])
        return self._of_system(path)

    def _of_system(self, path: Path) -> Part:
        """A library of the system it was built on: Debian and its relatives know its package, others its name."""
        name = path.name
        if shutil.which("dpkg-query"):
            for each in (path, path.resolve(), Path(str(path.resolve()).removeprefix("/usr"))):
                found = subprocess.run(["dpkg-query", "-S", str(each)], capture_output=True, text=True, check=False)
                if found.returncode == 0:
                    name = found.stdout.split(":")[0]
                    break
        copyright_file = Path("/usr/share/doc") / name / "copyright"
        return Part("system", name, texts=[copyright_file] if copyright_file.exists() else [])


def _of_distribution(owner: importlib.metadata.Distribution) -> Part:
    about = owner.metadata
    urls = [url.split(", ", 1) for url in about.get_all("Project-URL") or ()]
    home = next((url for label, url in urls if re.search("source|repo|home|code", label, re.IGNORECASE)), "")
    texts = [
        Path(str(owner.locate_file(file)))
        for file in owner.files or ()
        if LICENCE_NAMES.search(file.name) and file.suffix not in {".py", ".pyc"}
    ]
    return Part("distributions", about["Name"], owner.version, source=home or about.get("Home-page") or "", texts=texts)


def collect(sources: list[list[str]]) -> list[Part]:
    """Every part once, by kind and name."""
    known, parts = Sources(), {}
    for _, path in sources:
        # a relative one is a link to another file of the bundle
        part = known.part_of(Path(path)) if Path(path).is_absolute() else None
        if part is not None:
            parts.setdefault((part.kind, part.name), part)
    return [part for _, part in sorted(parts.items())]


def check(parts: list[Part], listed: dict[str, dict[str, str | list[str]]]) -> list[str]:
    """Give each part the licence it is listed with; returns what is wrong, in sentences."""
    wrong = []
    for part in parts:
        entry = listed[part.kind].get(part.name)
        if entry is None:
            wrong.append(f"{part.name} ({part.kind}) is not in licences.toml. Read its licence and add it there.")
            continue
        part.licence, *more = [entry] if isinstance(entry, str) else entry
        part.source = part.source or "".join(more)
        ids = re.findall(r"[A-Za-z0-9.+-]+", part.licence)
        ours = {text for each in ids for start, texts in TEXTS.items() if each.startswith(start) for text in texts}
        part.texts += [HERE / "texts" / f"{text}.txt" for text in sorted(ours)]
        if not part.texts and not part.source:
            wrong.append(
                f"{part.name} ({part.kind}) has neither a text of its licence nor a place where its source is."
            )
    return wrong


def write(parts: list[Part], folder: Path) -> None:
    """A folder for each part with texts, INDEX.txt, and beside it the licence of the whole."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copy(HERE / "texts" / "GPL-3.txt", folder)
    lines = [(HERE / "licences-head.txt").read_text(encoding="utf-8")]
    for part in parts:
        lines.append(f"{part.name} {part.version}".strip() + f"\n    {part.licence}\n    {part.source}".rstrip())
        for text in part.texts:
            place = folder / part.name
            place.mkdir(exist_ok=True)
            number = sum(each.stem.split("~")[0] == text.stem for each in place.iterdir())
            shutil.copyfile(text, place / (text.name if not number else f"{text.stem}~{number}{text.suffix}"))
    (folder / "INDEX.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> int:
    """Exit code 1 when something is wrong."""
    sources, folder = json.loads(Path(sys.argv[1]).read_text()), Path(sys.argv[2])
    parts = collect(sources)
    wrong = check(parts, tomllib.loads((HERE / "licences.toml").read_text(encoding="utf-8")))
    if wrong:
        sys.stderr.write("\n".join(wrong) + "\n")
        return 1
    write(parts, folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
