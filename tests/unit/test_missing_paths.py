"""Why nothing is at a path, in words for a person."""

from pathlib import Path

import pytest

from core.missing_paths import why_missing


def test_the_first_part_that_is_not_there_is_named(tmp_path: Path) -> None:
    (tmp_path / "full" / "x").mkdir(parents=True)
    assert why_missing(tmp_path / "full" / "a" / "b") == f"The folder {tmp_path / 'full' / 'a'} was not found."
    assert why_missing(tmp_path / "full" / "a.pt") == f"The file {tmp_path / 'full' / 'a.pt'} was not found."


def test_an_empty_folder_may_be_that_of_a_drive(tmp_path: Path) -> None:
    (tmp_path / "mount point").mkdir()
    said = why_missing(tmp_path / "mount point" / "models" / "x.pt")
    assert said == f"The folder {tmp_path / 'mount point'} is empty. Its drive may not be connected."


def test_a_drive_is_called_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.missing_paths._DRIVES", (str(tmp_path / "mnt"), str(tmp_path / "media")))
    monkeypatch.setattr("core.missing_paths._OF_USERS", (str(tmp_path / "media"),))
    (tmp_path / "mnt" / "other").mkdir(parents=True)
    (tmp_path / "media" / "me" / "other").mkdir(parents=True)
    for place in (tmp_path / "mnt" / "RAID", tmp_path / "media" / "me" / "RAID"):
        assert why_missing(place / "lib" / "x.pt") == f"Drive RAID is not connected: {place} was not found."


def test_a_file_or_a_link_on_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    assert why_missing(tmp_path / "file" / "x") == f"{tmp_path / 'file'} is a file, not a folder."
    (tmp_path / "link").symlink_to("/nowhere/RAID")
    assert why_missing(tmp_path / "link" / "x").startswith(f"{tmp_path / 'link'} is a link to /nowhere/RAID,")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    assert "loop" in why_missing(tmp_path / "loop" / "x")
