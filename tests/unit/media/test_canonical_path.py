"""One path for one file, however it is given."""

from pathlib import Path

import pytest

from core.media.canonical_path import canonical, real_path, spelled
from core.media.volumes import Mount, Volumes


class Insensitive:
    """A disk that takes names for equal whatever their case, with short names as on Windows."""

    tree = {"/": ["Users"], "/Users": ["Ann"], "/Users/Ann": ["Footage", "Programme Files"]}  # noqa: RUF012
    short = {"/users/ann/progra~1": "/users/ann/programme files"}  # noqa: RUF012

    def identify(self, path: Path) -> tuple[int, int] | None:
        text = str(path).lower()
        text = self.short.get(text, text)
        known = {f"{folder.rstrip('/')}/{name}".lower() for folder, names in self.tree.items() for name in names}
        return (1, hash(text)) if text in known | {"/"} else None

    def names_in(self, path: Path) -> list[str]:
        return next((names for folder, names in self.tree.items() if folder.lower() == str(path).lower()), [])


@pytest.mark.parametrize(
    ("given", "real"),
    [
        ("/users/ANN/footage", "/Users/Ann/Footage"),
        ("/Users/Ann/Footage", "/Users/Ann/Footage"),
        ("/USERS/ann/progra~1", "/Users/Ann/Programme Files"),
        ("/users/ann/New Folder/x", "/Users/Ann/New Folder/x"),
    ],
)
def test_the_disk_says_how_a_name_is_written(given: str, real: str) -> None:
    disk = Insensitive()
    assert spelled(Path(given), disk.identify, disk.names_in) == Path(real)


def test_where_case_matters_two_names_stay_two(tmp_path: Path) -> None:
    for name in ("a", "A"):
        (tmp_path / name).mkdir()
    if len(list(tmp_path.iterdir())) < 2:
        pytest.skip("this disk takes them for one")
    assert real_path(tmp_path / "a") == tmp_path / "a"
    assert real_path(tmp_path / "A/../a/nothing") == tmp_path / "a/nothing"


def test_links_are_followed_and_dots_taken_after_them(tmp_path: Path) -> None:
    (tmp_path / "far/real").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "far/real")
    assert real_path(tmp_path / "link/..") == tmp_path / "far"
    assert real_path(tmp_path / "link/") == tmp_path / "far/real"
    (tmp_path / "round").symlink_to(tmp_path / "round")
    assert real_path(tmp_path / "round").name == "round"


def test_a_second_mount_of_a_folder_is_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "disk/films/day 1").mkdir(parents=True)
    (tmp_path / "bind").symlink_to(tmp_path / "disk/films")  # as good as a second mount for whoever asks the disk
    monkeypatch.setattr(Path, "resolve", lambda self, strict=False: self)
    mounts = [
        Mount(Path("/"), "ext4", "/dev/a", "/", (8, 1)),
        Mount(tmp_path / "disk", "ext4", "/dev/b", "/", (8, 2)),
        Mount(tmp_path / "bind", "ext4", "/dev/b", "/films", (8, 2)),
    ]
    assert canonical(tmp_path / "bind/day 1", mounts) == tmp_path / "disk/films/day 1"
    assert canonical(tmp_path / "disk/films", mounts) == tmp_path / "disk/films"
    assert canonical(tmp_path / "bind/gone", mounts) == tmp_path / "bind/gone"
    assert canonical(tmp_path / "other", mounts) == tmp_path / "other"


def test_this_machine_has_mounts_that_are_left_as_they_are() -> None:
    mounts = Volumes().mounts()
    assert canonical(Path(__file__).resolve(), mounts) == Path(__file__).resolve() or mounts
