"""Where files lie, and whose packages these are."""

from dataclasses import fields
from pathlib import Path
from types import ModuleType

import pytest

from c2v_desktop import paths


def _all(places: paths.Places) -> list[Path]:
    found = [getattr(places, each.name) for each in fields(places)]
    return [each for each in found if isinstance(each, Path)]


def test_a_home_takes_everything(tmp_path: Path) -> None:
    places = paths.find_places(tmp_path / "home").make()
    for place in _all(places):
        assert place.is_relative_to(tmp_path / "home")
    assert places.logs.is_dir()


def test_the_environment_names_a_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path))
    assert paths.find_places().catalogue.parent == tmp_path
    assert paths.find_places(tmp_path / "given").catalogue.parent == tmp_path / "given"


def test_without_a_home_the_systems_folders_are_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(paths.HOME_VARIABLE, raising=False)
    assert "c2v-desktop" in str(paths.find_places().catalogue)
    monkeypatch.setenv(paths.HOME_VARIABLE, "")
    assert "c2v-desktop" in str(paths.find_places().catalogue)


def test_a_library_folder_of_its_own_takes_what_belongs_together(tmp_path: Path) -> None:
    own = paths.find_places(tmp_path / "home")
    places = own.with_library(tmp_path / "raid" / "lib")
    together = (places.catalogue, places.index, places.pictures, places.proxies)
    assert {place.parent for place in together} == {tmp_path / "raid" / "lib"}
    assert (places.settings, places.logs, places.models) == (own.settings, own.logs, own.models)
    assert own.with_library("") == own


def test_no_two_files_share_a_place(tmp_path: Path) -> None:
    places = _all(paths.find_places(tmp_path))
    assert len(set(places)) == len(places) == 8


def test_our_packages_are_ours() -> None:
    assert paths.check_ours() == ""


def test_a_package_from_elsewhere_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stranger = ModuleType("core")
    stranger.__file__ = str(tmp_path / "core/__init__.py")
    monkeypatch.setattr(paths, "core", stranger)
    said = paths.check_ours()
    assert "named core" in said
    assert str(tmp_path) in said
