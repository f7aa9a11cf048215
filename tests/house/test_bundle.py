"""What a bundle is made of agrees with itself; building one is `make bundle`."""

import ast
import importlib.metadata
import importlib.util
import re
import shutil
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from packaging.requirements import Requirement

import c2v_desktop

ROOT = Path(__file__).resolve().parents[2]
BUNDLE = ROOT / "packaging" / "bundle"


def _module(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"bundle_{name}", BUNDLE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look for their module there
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def build() -> ModuleType:
    return _module("build")


@pytest.fixture(scope="module")
def licences() -> ModuleType:
    return _module("licences")


@pytest.fixture(scope="module")
def listed() -> dict[str, dict[str, Any]]:
    return tomllib.loads((BUNDLE / "licences.toml").read_text(encoding="utf-8"))


def _constant(name: str) -> tuple[str, ...]:
    """Of `before_start.py`, which cannot be imported outside of a bundle."""
    for node in ast.parse((BUNDLE / "before_start.py").read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name:
            return tuple(ast.literal_eval(node.value))
    raise AssertionError(name)


def test_the_bundle_has_the_version_of_the_program(build: ModuleType) -> None:
    assert build.version() == c2v_desktop.__version__
    assert c2v_desktop.__version__ in build.title()


def test_what_the_start_needs_of_the_system_is_lent_in_an_order_that_works(build: ModuleType) -> None:
    order = _constant("ORDER")
    assert set(_constant("NEEDED")) <= set(build.LENT) <= set(order)
    assert order.index("libxcb.so.1") < order.index("libX11.so.6") < order.index("libGLX.so.0")
    assert order.index("libGLdispatch.so.0") < order.index("libGLX.so.0") < order.index("libGL.so.1")


def test_every_library_the_program_asks_for_has_its_licence_listed(listed: dict[str, dict[str, Any]]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["graph"]]
    names = {re.split(r"[^A-Za-z0-9._-]", each)[0].lower().replace("-", "_") for each in asked}
    known = {name.lower().replace("-", "_") for name in listed["distributions"]}
    assert names <= known


def test_a_part_that_is_not_listed_stops_the_build(licences: ModuleType, listed: dict[str, dict[str, Any]]) -> None:
    (wrong,) = licences.check([licences.Part("distributions", "new-thing")], listed)
    assert wrong.startswith("new-thing (distributions) is not in licences.toml.")


def test_a_part_without_text_or_source_stops_the_build(licences: ModuleType) -> None:
    part = licences.Part("libraries", "libx")
    (wrong,) = licences.check([part], {"libraries": {"libx": "MIT"}})
    assert "neither a text of its licence nor a place where its source is" in wrong


def test_the_texts_of_the_gnu_licences_come_along(licences: ModuleType, tmp_path: Path) -> None:
    parts = [licences.Part("libraries", "libqt"), licences.Part("libraries", "libx264")]
    listed = {"libraries": {"libqt": ["LGPL-3.0-only", "https://qt"], "libx264": ["GPL-2.0-or-later", "https://x"]}}
    assert licences.check(parts, listed) == []
    licences.write(parts, tmp_path / "licences")
    assert {each.name for each in (tmp_path / "licences" / "libqt").iterdir()} == {"LGPL-3.txt", "GPL-3.txt"}
    assert {each.name for each in (tmp_path / "licences" / "libx264").iterdir()} == {"GPL-2.txt"}
    index = (tmp_path / "licences" / "INDEX.txt").read_text(encoding="utf-8")
    assert "libqt\n    LGPL-3.0-only\n    https://qt" in index


def test_libraries_inside_of_wheels_are_known_by_their_names(licences: ModuleType) -> None:
    found = licences.Sources().part_of(Path("/x/av.libs/libx264-d6533a8d.so.165"))
    assert (found.kind, found.name) == ("libraries", "libx264")
    found = licences.Sources().part_of(Path("/x/torchvision.libs/libjpeg.5980e1e3.so.8"))
    assert found.name == "libjpeg"
    found = licences.Sources().part_of(Path("/x/numpy.libs/libgfortran-040039e1-0352e75f.so.5.0.0"))
    assert found.name == "libgfortran"


def test_the_record_for_software_centres_names_this_version(build: ModuleType) -> None:
    root = ElementTree.fromstring(build.metainfo())
    (release,) = root.findall("releases/release")
    assert release.get("version") == c2v_desktop.__version__
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", release.get("date", ""))
    assert root.findtext("launchable") == "c2v-desktop.desktop"


def test_scripts_of_the_bundle_are_sound_shell() -> None:
    for name in ("install.sh", "uninstall.sh", "apprun.sh"):
        text = (BUNDLE / name).read_text(encoding="utf-8")
        assert text.startswith("#!/bin/sh\n"), name


def _unpacked(folder: Path) -> Path:
    """What `install.sh` needs of an unpacked bundle."""
    applications, icons = folder / "share/applications", folder / "share/icons/hicolor/scalable/apps"
    applications.mkdir(parents=True)
    icons.mkdir(parents=True)
    shutil.copy(ROOT / "packaging" / "c2v-desktop.desktop", applications)
    shutil.copy(ROOT / "resources" / "icons" / "app.svg", icons / "c2v-desktop.svg")
    for name in ("install.sh", "uninstall.sh"):
        shutil.copy(BUNDLE / name, folder)
    for name in ("c2v", "c2v-desktop"):
        (folder / name).write_text("#!/bin/sh\n")
    return folder


def _by_shell(script: Path, home: Path) -> str:
    environment = {"HOME": str(home), "PATH": "/usr/bin:/bin"}
    return subprocess.run(["sh", script], env=environment, check=True, capture_output=True, text=True).stdout


def _program_of(entry: Path) -> str:
    """The program that a menu starts, read as the Desktop Entry Specification says: text, then word, then codes."""
    (line,) = re.findall(r"^Exec=(.*)$", entry.read_text(encoding="utf-8"), re.MULTILINE)
    text = line.replace("\\\\", "\\")
    quoted = re.fullmatch(r'"((?:[^"\\`$]|\\["\\`$])*)" %F', text)
    assert quoted is not None, line
    return re.sub(r'\\(["\\`$])', r"\1", quoted[1]).replace("%%", "%")


@pytest.mark.skipif(sys.platform != "linux", reason="The scripts are for Linux desktops.")
@pytest.mark.parametrize("name", ["plain", "Cut & Colour", "50% | 100%", 'the "new" one', "a\\b", "$HOME `id`"])
def test_a_folder_of_any_name_is_put_into_the_menu_and_taken_out(name: str, tmp_path: Path) -> None:
    folder, home = _unpacked(tmp_path / name), tmp_path / "home"
    entry = home / ".local/share/applications/c2v-desktop.desktop"
    _by_shell(folder / "install.sh", home)
    assert _program_of(entry) == str(folder / "c2v-desktop")
    assert (home / ".local/bin/c2v").resolve() == folder / "c2v"
    kept = home / ".local/share/c2v-desktop/catalogue"
    kept.parent.mkdir()
    kept.write_text("library")
    said = _by_shell(folder / "uninstall.sh", home)
    assert str(kept.parent) in said
    left = [each for each in home.rglob("*") if not each.is_dir() and each.name != "mimeinfo.cache"]
    assert left == [kept]
    _by_shell(folder / "uninstall.sh", home)  # nothing left to take out is no error


@pytest.mark.skipif(sys.platform != "linux", reason="The scripts are for Linux desktops.")
def test_removing_an_older_folder_leaves_the_newer_one_in_the_menu(tmp_path: Path) -> None:
    older, newer, home = _unpacked(tmp_path / "0.1"), _unpacked(tmp_path / "0.2"), tmp_path / "home"
    entry = home / ".local/share/applications/c2v-desktop.desktop"
    _by_shell(older / "install.sh", home)
    _by_shell(newer / "install.sh", home)
    said = _by_shell(older / "uninstall.sh", home)
    assert "from another folder and was left" in said
    assert _program_of(entry) == str(newer / "c2v-desktop")
    assert (home / ".local/bin/c2v-desktop").resolve() == newer / "c2v-desktop"


@pytest.mark.skipif(sys.platform != "linux", reason="The scripts are for Linux desktops.")
def test_a_program_of_the_same_name_is_not_overwritten(tmp_path: Path) -> None:
    folder, home = _unpacked(tmp_path / "bundle"), tmp_path / "home"
    other = home / ".local/bin/c2v"
    other.parent.mkdir(parents=True)
    other.write_text("of pip")
    assert f"{other} is another program" in _by_shell(folder / "install.sh", home)
    assert other.read_text() == "of pip"


def test_an_installation_gets_a_pyav_that_opens_our_clips() -> None:
    """PyAV 19 takes `metadata_errors` no more: with it no clip at all could be indexed."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (wanted,) = [each for each in map(Requirement, project["dependencies"]) if each.name == "av"]
    assert wanted.specifier.contains(importlib.metadata.version("av"))
    assert not wanted.specifier.contains("19.0.2")


def test_calls_that_lead_out_of_the_computer_are_told_from_a_look_at_the_card() -> None:
    trace = """\
socket(AF_UNIX, SOCK_STREAM|SOCK_CLOEXEC, 0) = 3
socket(AF_INET, SOCK_DGRAM, IPPROTO_IP) = 4
socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) = 5
connect(6, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("9.9.9.9")}, 16) = 0
sendto(7, "x", 1, 0, {sa_family=AF_INET6, sin6_port=htons(53)}, 28) = 1
"""
    assert _module("try_roots").internet_calls(trace) == trace.splitlines()[2:]
