"""The documents: what they link to and name is there, their commands can be run, and their lines can be read."""

import re
import shlex
import tarfile
from pathlib import Path, PurePosixPath
from subprocess import run
from sys import executable

import pytest

from c2v_desktop.cli.main import make_parser

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "packaging").glob("*.md")])
LIBRARIES = ("c2v_desktop", "core", "docs", "packaging", "resources", "tests", "ui")
LINE_LENGTH = 110

FOREIGN = frozenset({"Proxies", "Proxy", "ProxySettings", "Range", "Signal", "VideoPrismClipModel"})
"""What looks like a class of ours and is none."""

_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_SHELL = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_CODE = re.compile(r"`([^`\n]+)`")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def links_in(text: str) -> list[str]:
    """Targets of links and pictures, outside code blocks; addresses on the web are left out."""
    return [
        each for each in _LINK.findall(_FENCE.sub("", text)) if "://" not in each and not each.startswith("mailto:")
    ]


def paths_in(text: str) -> list[str]:
    """What stands in backticks and looks like a file or folder of this repository."""
    found = [each.rstrip("/") for each in _CODE.findall(_FENCE.sub("", text))]
    return [each for each in found if re.fullmatch(rf"(?:{'|'.join(LIBRARIES)})(?:/[\w.-]+)+", each)]


def names_in(text: str) -> list[str]:
    """Classes of ours in backticks, with or without one of their fields: `Library`, `Library.add`."""
    found = _CODE.findall(_FENCE.sub("", text))
    named = [each for each in found if re.fullmatch(r"[A-Z][a-z]+[A-Za-z]*(?:\.[a-z_]+)?", each)]
    return [each for each in named if each.partition(".")[0] not in FOREIGN]


def commands_in(text: str) -> list[list[str]]:
    """Commands of shell blocks, as words."""
    lines = [line for block in _SHELL.findall(text) for line in block.splitlines()]
    return [words for line in lines if (words := shlex.split(line, comments=True))]


def anchors_in(text: str) -> set[str]:
    """Names that headings can be linked by, as GitHub makes them."""
    kept = [re.sub(r"[^\w\- ]", "", title.lower()) for title in _HEADING.findall(_FENCE.sub("", text))]
    return {title.replace(" ", "-") for title in kept}


def dead_links(document: Path) -> list[str]:
    """Relative links that lead nowhere, with their anchors."""
    dead = []
    for target in links_in(document.read_text(encoding="utf-8")):
        name, _, anchor = target.partition("#")
        file = (document.parent / name).resolve() if name else document
        is_dead = not file.exists() or not file.is_relative_to(ROOT)
        if is_dead or (anchor and anchor not in anchors_in(file.read_text(encoding="utf-8"))):
            dead.append(target)
    return dead


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    assert dead_links(document) == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_that_are_named_exist(document: Path) -> None:
    named = paths_in(document.read_text(encoding="utf-8"))
    assert [each for each in named if not (ROOT / each).exists()] == []


@pytest.fixture(scope="module")
def defined() -> set[str]:
    """Every class of ours, and every function and field, whosever it is."""
    files = (file for package in ("core", "ui", "c2v_desktop") for file in (ROOT / package).rglob("*.py"))
    code = "\n".join(file.read_text(encoding="utf-8") for file in files)
    classes = re.findall(r"^(?:class (\w+)|([A-Z]\w+) =)", code, re.MULTILINE)
    fields = re.findall(r"(?:def |self\.|^    (?!def ))([a-z_]+)\b", code, re.MULTILINE)
    return {name for pair in classes for name in pair} | {f".{name}" for name in fields}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_classes_that_are_named_exist(document: Path, defined: set[str]) -> None:
    named = [name.partition(".") for name in names_in(document.read_text(encoding="utf-8"))]
    gone = [f"{owner}{dot}{field}" for owner, dot, field in named if {owner, dot + field or owner} - defined]
    assert gone == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_lines_are_wrapped(document: Path) -> None:
    """Tables, links and code cannot be wrapped."""
    lines = _FENCE.sub("", document.read_text(encoding="utf-8")).splitlines()
    free = [line for line in lines if not line.startswith("|") and "](" not in line]
    assert [line for line in free if len(line) > LINE_LENGTH] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_commands_can_be_run(document: Path) -> None:
    """`c2v` understands them, and the Makefile has them."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for program, *words in commands_in(document.read_text(encoding="utf-8")):
        if program == "make":
            assert {word for word in words if "=" not in word} <= targets, words
        else:
            assert program == "c2v"
            make_parser().parse_args(words)  # a mistake ends the program


def test_what_the_readme_calls_the_tests_is_what_every_submission_runs() -> None:
    assert ["make", "test"] in commands_in((ROOT / "README.md").read_text(encoding="utf-8"))
    assert "\nmake test\n" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_every_picture_in_the_documents_is_shown_somewhere() -> None:
    """Pictures that nobody shows only make the checkout larger."""
    shown = {
        (document.parent / target).resolve()
        for document in DOCUMENTS
        for target in links_in(document.read_text(encoding="utf-8"))
    }
    pictures = [*(ROOT / "docs").rglob("*.png"), *(ROOT / "packaging" / "screens").glob("*.png")]
    assert [str(each.relative_to(ROOT)) for each in pictures if each not in shown] == []


def test_every_decision_is_listed_and_has_its_parts() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = links_in((folder / "README.md").read_text(encoding="utf-8"))
    files = sorted(each.name for each in folder.glob("[0-9]*.md"))
    assert sorted(listed) == files
    assert [int(name[:4]) for name in files] == list(range(1, len(files) + 1))
    for name in files:
        text = (folder / name).read_text(encoding="utf-8")
        assert re.search(r"^Date: \d{4}-\d\d-\d\d$", text, re.MULTILINE), name
        assert re.findall(r"^## (\w+)$", text, re.MULTILINE) == ["Context", "Decision", "Consequence"], name


def test_a_source_distribution_carries_what_its_readme_links_to(tmp_path: Path) -> None:
    code = "import sys; from hatchling.build import build_sdist; build_sdist(sys.argv[1])"
    done = run([executable, "-c", code, str(tmp_path)], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    with tarfile.open(next(tmp_path.glob("*.tar.gz"))) as archive:
        names = {str(PurePosixPath(*PurePosixPath(name).parts[1:])) for name in archive.getnames()}
    for document in ("README.md", "CONTRIBUTING.md", "docs/README.md", "docs/user-guide.md"):
        assert document in names
        base = PurePosixPath(document).parent
        for target in links_in((ROOT / document).read_text(encoding="utf-8")):
            file = (ROOT / base / target.partition("#")[0]).resolve()
            inside = str(file.relative_to(ROOT)) if file != ROOT else "README.md"
            assert inside in names or any(name.startswith(inside + "/") for name in names), (document, target)


def test_names_of_classes_are_found() -> None:
    assert names_in("`Library.add` `Filter` `QImage.fromData` `Proxies` `RLIMIT_AS` `core`") == [
        "Library.add",
        "Filter",
    ]


@pytest.mark.parametrize(
    ("text", "links", "paths"),
    [
        ("[a](docs/none.md) `core/none.py`", ["docs/none.md"], ["core/none.py"]),
        ("![p](x.png) [w](https://example.org) `ui/window/`", ["x.png"], ["ui/window"]),
        ("```sh\n[no](no.md) `core/no.py`\n```\n`a/b` `core` `core/x y`", [], []),
    ],
)
def test_links_and_paths_are_found(text: str, links: list[str], paths: list[str]) -> None:
    """A check of documents that finds nothing would always pass."""
    assert links_in(text) == links
    assert paths_in(text) == paths
