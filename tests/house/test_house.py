"""The house itself: floors, top level, and what the wheel carries."""

import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

import c2v_desktop

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = {"c2v_desktop", "ui", "resources", "core"}


def test_floors_hold() -> None:
    """import-linter is part of `make check` too; here so that `make test` alone finds a wall that was broken."""
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout[-3000:]


def test_packaging_does_not_hide_the_packaging_library() -> None:
    assert not (ROOT / "packaging" / "__init__.py").exists()


def test_a_window_import_brings_no_machinery() -> None:
    code = (
        "import sys, ui.window, c2v_desktop.shell.power; "
        "print(sorted({'torch', 'open_clip', 'av', 'hnswlib', 'watchdog', 'sqlite3', 'psutil'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_python_below_3_12_never_gets_the_pyside_that_aborts() -> None:
    """PySide6 6.12 drops references of None there (see the long-run test in tests/ui)."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    old = [each for each in project["dependencies"] if each.startswith("PySide6") and "< '3.12'" in each]
    assert len(old) == 2
    assert all("<6.12" in each for each in old)


def test_an_installation_needs_no_compiler() -> None:
    """hnswlib comes as source only; faiss has wheels, and without both `core/store/engines/hnsw.py` is exact."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert not [each for each in project["dependencies"] if each.startswith("hnswlib")]
    assert [each for each in project["optional-dependencies"]["graph"] if each.startswith("hnswlib")]
    assert [each for each in project["dependencies"] if each.startswith("faiss-cpu") and "platform_machine" in each]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-c", _BUILD, str(out)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return zipfile.ZipFile(next(out.glob("*.whl")))


# hatchling is called directly: no build environment, so no network.
_BUILD = "import sys; from hatchling.build import build_wheel; build_wheel(sys.argv[1])"


def test_the_wheel_has_exactly_the_four_packages(wheel: zipfile.ZipFile) -> None:
    tops = {name.split("/")[0] for name in wheel.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == PACKAGES


def test_the_wheel_carries_the_demo_model_and_the_licence(wheel: zipfile.ZipFile) -> None:
    names = wheel.namelist()
    assert "resources/models/demo.safetensors" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_every_package_says_what_lives_in_it() -> None:
    for package in PACKAGES:
        for init in (ROOT / package).rglob("__init__.py"):
            assert init.read_text(encoding="utf-8").startswith('"""'), init


def test_the_version_is_told_once() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert "version" not in project
    assert project["dynamic"] == ["version"]


def test_the_wheel_has_the_version_that_the_program_tells(wheel: zipfile.ZipFile) -> None:
    assert f"c2v_desktop-{c2v_desktop.__version__}.dist-info/METADATA" in wheel.namelist()
