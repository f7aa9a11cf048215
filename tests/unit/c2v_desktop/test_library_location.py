"""A library that is away: every command says which drive or folder is missing, with one code, and writes nothing."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from c2v_desktop import compose, library_location
from c2v_desktop.cli import main as cli
from c2v_desktop.cli.exit_codes import AWAY, NOTHING_INDEXED
from c2v_desktop.library_location import find_library, last_library, remember_library
from c2v_desktop.paths import Places, find_places
from core.errors import LibraryAwayError, StoreError, UnwritableError
from core.media.volumes import Volumes
from core.settings import Settings
from core.store.catalogue import SqliteCatalogue
from core.store.library_identity import identity_of
from tests.fakes.still_frames import draw_video

Run = Callable[..., tuple[int, str, str]]

NEEDS: list[list[str]] = [
    ["index"],
    ["search", "red car"],
    ["search", "red car", "--compare", "a", "b"],
    ["explain", "red car"],
    ["status"],
    ["skipped"],
    ["retry"],
    ["proxies"],
    ["proxies", "make"],
    ["proxies", "delete"],
    ["remove", "films", "--yes"],
    ["forget"],
    ["forget", "--missing"],
    ["undo"],
    ["undo", "--list"],
    ["models", "compare"],
    ["models", "forget", "hash", "--yes"],
]
"""Every command that is about the library."""
READS = [each for each in NEEDS if each not in (["index"], ["proxies", "delete"])]
TELLS = [["models", "list"], ["models", "info", "demo"]]
"""Those that answer without it, and say that it is away."""


def _names(command: list[str]) -> str:
    return " ".join(command)


def seen(folder: Path) -> list[tuple[str, int]]:
    """All below a folder, with sizes."""
    return sorted((str(each.relative_to(folder)), each.lstat().st_size) for each in folder.rglob("*"))


def make_library(folder: Path, home: Path) -> Places:
    places = find_places(home).with_library(folder)
    compose.begin_library(places)
    return places


# ---- ways to be away; each returns what the sentence must name


def nothing_there(folder: Path, home: Path) -> str:
    return str(folder)


def empty(folder: Path, home: Path) -> str:
    folder.mkdir(parents=True)
    return "is empty"


def empty_mount_point_of_a_library_in_it(folder: Path, home: Path) -> str:
    folder.parent.mkdir(parents=True)
    return f"{folder.parent} is empty"


def other_files(folder: Path, home: Path) -> str:
    folder.mkdir(parents=True)
    (folder / "notes.txt").write_text("not a library")
    return "does not contain catalogue.db"


def no_catalogue(folder: Path, home: Path) -> str:
    (folder / "backups").mkdir(parents=True)
    (folder / "backups" / "catalogue-20261128-101500-light.db").write_text("copy")
    (folder / "pictures.db").write_text("pictures")
    return "pictures.db, backups"


def hollow_catalogue(folder: Path, home: Path) -> str:
    folder.mkdir(parents=True)
    (folder / "catalogue.db").touch()
    return "catalogue.db is empty"


def file_in_its_place(folder: Path, home: Path) -> str:
    folder.parent.mkdir(parents=True)
    folder.write_text("a file")
    return "is a file, not a folder"


def file_above(folder: Path, home: Path) -> str:
    folder.parent.write_text("a file")
    return f"{folder.parent} is a file, not a folder"


def broken_link(folder: Path, home: Path) -> str:
    folder.parent.mkdir(parents=True)
    folder.symlink_to("/media/nobody/RAID/lib")
    return "/media/nobody/RAID/lib"


def moved(folder: Path, home: Path) -> str:
    make_library(folder, home)
    folder.rename(folder.with_name("renamed"))
    return "last opened on"


def emptied(folder: Path, home: Path) -> str:
    make_library(folder, home)
    for each in [*folder.iterdir()]:
        each.unlink()
    return "last opened on"


WAYS = [
    nothing_there, empty, empty_mount_point_of_a_library_in_it, other_files, no_catalogue, hollow_catalogue,
    file_in_its_place, file_above, broken_link, moved, emptied,
]  # fmt: skip


@pytest.fixture(params=WAYS, ids=lambda way: way.__name__)
def away(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, str]:
    """The folder of a library that is not there, and what a sentence about it must say."""
    folder = tmp_path / "drive" / "lib"
    return folder, request.param(folder, tmp_path / "home")


@pytest.mark.parametrize("by", ["option", "setting"])
def test_every_command_says_the_same_and_writes_nothing(
    fake_run: Run, tmp_path: Path, away: tuple[Path, str], by: str
) -> None:
    folder, words = away
    before = ["--library", folder] if by == "option" else []
    if by == "setting":
        (tmp_path / "home").mkdir(exist_ok=True)
        (tmp_path / "home" / "settings.toml").write_text(f"[library]\nfolder = {json.dumps(str(folder))}\n")
    there = seen(tmp_path / "drive")
    sentences = set()
    for command in [*NEEDS, ["index", str(tmp_path)]]:
        code, out, err = fake_run(*before, *command)
        assert (code, out) == (AWAY, ""), command
        sentences.add(err)
    (sentence,) = sentences
    assert sentence.startswith("c2v: ")
    assert words in sentence
    assert "--new-library" in sentence
    for command in TELLS:
        code, out, err = fake_run(*before, *command)
        assert (code, err) == (AWAY, sentence), command
        assert out
    assert seen(tmp_path / "drive") == there, "something was written where the library should be"


def test_errors_are_json_where_json_is_wanted(fake_run: Run, tmp_path: Path) -> None:
    for command in NEEDS:
        code, out, err = fake_run("--library", tmp_path / "none", *command, "--json")
        told = json.loads(out)["error"]
        assert (code, told["exit_code"]) == (AWAY, AWAY), command
        assert err == f"c2v: {told['title']} {told['hint']}\n"


@pytest.mark.parametrize("is_there", [False, True], ids=["no file", "empty file of a library"])
def test_before_anything_is_indexed_every_command_says_so(fake_run: Run, tmp_path: Path, is_there: bool) -> None:
    if is_there:
        make_library(tmp_path / "lib", tmp_path / "home")
    before = ["--library", tmp_path / "lib"] if is_there else []
    for command in READS:
        code, out, err = fake_run(*before, *command)
        assert code == NOTHING_INDEXED, command
        if command != ["proxies"]:
            assert "Nothing is indexed yet" in out + err, command
        code, out, err = fake_run(*before, *command, "--json")
        assert code == NOTHING_INDEXED, command
        json.loads(out)
    assert fake_run(*before, "models", "list")[0] == 0


def test_videos_that_wait_or_failed_cannot_be_found_yet(fake_run: Run, tmp_path: Path) -> None:
    (tmp_path / "films").mkdir()
    (tmp_path / "films" / "bad.film").write_text("no video")
    assert fake_run("index", tmp_path / "films")[0] == 3
    for command in (["search", "red"], ["explain", "red"]):
        code, _, err = fake_run(*command)
        assert (code, "1 clip cannot be used" in err) == (NOTHING_INDEXED, True)
    assert fake_run("status")[0] == NOTHING_INDEXED
    assert fake_run("skipped")[0] == 0


# ---- beginning


def test_a_first_start_makes_its_library_by_itself(fake_run: Run, tmp_path: Path) -> None:
    draw_video(tmp_path / "films/a.film", [("red car", 3.0)])
    assert fake_run("index", tmp_path / "films")[0] == 0
    assert fake_run("search", "red car")[0] == 0


def test_the_own_library_is_missed_once_it_was_there(fake_run: Run, tmp_path: Path) -> None:
    draw_video(tmp_path / "films/a.film", [("red car", 3.0)])
    assert fake_run("index", tmp_path / "films")[0] == 0
    for each in (tmp_path / "home").glob("catalogue.db*"):
        each.unlink()
    code, _, err = fake_run("index", tmp_path / "films")
    assert (code, "last opened on" in err) == (AWAY, True)
    assert not (tmp_path / "home" / "catalogue.db").exists()


def test_a_new_library_is_begun_when_that_is_said(fake_run: Run, tmp_path: Path) -> None:
    lib = tmp_path / "new" / "lib"
    assert fake_run("--library", lib, "--new-library", "status")[0] == NOTHING_INDEXED
    assert fake_run("--library", lib, "status")[0] == NOTHING_INDEXED
    code, _, err = fake_run("--library", lib, "--new-library", "status")
    assert (code, "There is already a library" in err) == (1, True)


def test_what_an_earlier_library_left_is_set_aside_for_a_new_one(tmp_path: Path) -> None:
    places = find_places(tmp_path / "home").with_library(tmp_path / "lib")
    (tmp_path / "lib" / "backups").mkdir(parents=True)
    (tmp_path / "lib" / "backups" / "catalogue-20261128-101500-light.db").write_text("copy")
    for name in ("index.bin", "index.bin.more", "pictures.db"):
        (tmp_path / "lib" / name).write_text(name)
    compose.begin_library(places)
    (aside,) = (tmp_path / "lib").glob("set aside *")
    assert {each.name for each in aside.iterdir()} == {"backups", "index.bin", "index.bin.more", "pictures.db"}
    with pytest.raises(StoreError, match="already"):
        compose.begin_library(places)


def test_where_nothing_can_be_made_a_new_library_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(UnwritableError):
        compose.begin_library(find_places(tmp_path / "home").with_library(tmp_path / "file" / "lib"))


def test_the_engine_itself_makes_no_library_where_one_is_missing(tmp_path: Path) -> None:
    places = find_places(tmp_path / "home").with_library(tmp_path / "lib")
    for build in (compose.build_library, compose.build_reader):
        with pytest.raises(LibraryAwayError):
            build(Settings(), places)
    assert not (tmp_path / "lib").exists()


# ---- drives, by a mount table of the test's


class FakeDrives:
    """A system with drives that come and go. A drive is known by its source, which the table names."""

    def __init__(self, tmp_path: Path) -> None:
        self.table = tmp_path / "mountinfo"
        self.volumes = Volumes(self.table, tmp_path / "disks")
        self.mounted: dict[Path, str] = {}
        self._write()

    def mount(self, place: Path, source: str) -> None:
        place.mkdir(parents=True, exist_ok=True)
        self.mounted[place] = source
        self._write()

    def unmount(self, place: Path) -> None:
        del self.mounted[place]
        self._write()

    def _write(self) -> None:
        lines = ["1 0 8:1 / / rw - ext4 /dev/root rw"]
        lines += [
            f"{n} 1 0:{n} / {place} rw - cifs {name} rw" for n, (place, name) in enumerate(self.mounted.items(), 9)
        ]
        self.table.write_text("\n".join(lines) + "\n")


@pytest.fixture
def drives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeDrives:
    made = FakeDrives(tmp_path)
    monkeypatch.setattr(library_location, "Volumes", lambda: made.volumes)
    return made


@pytest.fixture
def raid(drives: FakeDrives, tmp_path: Path) -> Places:
    """A library on a drive, which was opened once."""
    drives.mount(tmp_path / "mnt", "//server/RAID")
    places = make_library(tmp_path / "mnt" / "lib", tmp_path / "home")
    remember_library(places)
    return places


def _pull(drives: FakeDrives, tmp_path: Path) -> None:
    """The drive is gone, its mount point stays."""
    drives.unmount(tmp_path / "mnt")
    (tmp_path / "mnt").rename(tmp_path / "pulled")
    (tmp_path / "mnt").mkdir()


def test_a_drive_that_is_away_is_named(drives: FakeDrives, raid: Places, tmp_path: Path) -> None:
    _pull(drives, tmp_path)
    with pytest.raises(LibraryAwayError, match=r"Drive //server/RAID is not connected") as told:
        find_library(raid)
    assert "another" not in told.value.title.lower()
    drives.mount(tmp_path / "mnt", "//server/OTHER")
    (tmp_path / "mnt" / "films").mkdir()
    (tmp_path / "mnt" / "lib").mkdir()
    (tmp_path / "mnt" / "lib" / "x").touch()
    with pytest.raises(LibraryAwayError, match="Another drive is in its place"):
        find_library(raid)


def test_the_drive_is_found_at_another_place(drives: FakeDrives, raid: Places, tmp_path: Path) -> None:
    _pull(drives, tmp_path)
    (tmp_path / "pulled").rename(tmp_path / "elsewhere")
    drives.mount(tmp_path / "elsewhere", "//server/RAID")
    found = find_library(raid)
    assert found.places.catalogue == tmp_path / "elsewhere" / "lib" / "catalogue.db"
    assert str(tmp_path / "elsewhere") in found.note


def test_another_library_at_the_place_is_not_opened_unasked(drives: FakeDrives, raid: Places, tmp_path: Path) -> None:
    """An earlier version made an empty one in the mount point."""
    _pull(drives, tmp_path)
    stray = tmp_path / "mnt" / "lib" / "catalogue.db"
    stray.parent.mkdir()
    SqliteCatalogue(stray).close()
    assert identity_of(stray) not in ("", identity_of(tmp_path / "pulled" / "lib" / "catalogue.db"))
    with pytest.raises(LibraryAwayError, match="is a different one"):
        find_library(raid)
    remember_library(raid)  # --this-library
    assert find_library(raid).note == ""
    (tmp_path / "mnt").rename(tmp_path / "stray")
    (tmp_path / "pulled").rename(tmp_path / "mnt")
    drives.mount(tmp_path / "mnt", "//server/RAID")
    assert "not the library last opened" in find_library(raid).note, "the real one is back"


def test_a_copy_on_a_new_drive_is_the_same_library(drives: FakeDrives, raid: Places, tmp_path: Path) -> None:
    drives.unmount(tmp_path / "mnt")
    drives.mount(tmp_path / "mnt", "//server/NEW")
    assert find_library(raid).note == ""


def test_without_settings_the_last_library_is_meant(raid: Places, tmp_path: Path) -> None:
    assert last_library(find_places(tmp_path / "home")).catalogue == raid.catalogue
    assert last_library(find_places(tmp_path / "new home")) == find_places(tmp_path / "new home")


def test_a_memory_that_cannot_be_read_or_written_is_none(raid: Places, tmp_path: Path) -> None:
    for text in ("", "[]", '{"libraries": [1]}', '{"libraries": [{}]}', "\0"):
        raid.known.write_text(text)
        assert find_library(raid).places == raid
    raid.known.unlink()
    raid.known.mkdir()
    remember_library(raid)
    assert find_library(raid).places == raid


# ---- models on drives


def test_a_model_on_a_drive_that_is_away_is_named_and_no_other_is_taken(command_line: Run, tmp_path: Path) -> None:
    draw_video(tmp_path / "films/a.film", [("red car", 3.0)])
    weights = tmp_path / "mount point" / "models" / "mine.pt"
    (tmp_path / "mount point").mkdir()
    (tmp_path / "home").mkdir()
    text = f"[encoder]\nweights = {json.dumps(str(weights))}\n"
    (tmp_path / "home" / "settings.toml").write_text(text)
    code, out, err = command_line("index", tmp_path / "films")
    assert (code, out) == (1, "")
    assert f"The checkpoint {weights} was not found. The folder {tmp_path / 'mount point'} is empty." in err
    assert "not found: The folder" in command_line("models", "list")[1]
    assert seen(tmp_path / "mount point") == []
    assert (tmp_path / "home" / "settings.toml").read_text() == text


def test_a_models_folder_that_leads_to_a_drive_that_is_away_is_said(command_line: Run, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "models").symlink_to("/nowhere/RAID/models")
    assert "/nowhere/RAID/models, which was not found" in command_line("models", "list")[1]
    for command in (["use", "pe-core-b16"], ["install", "pe-core-b16"], ["info", "pe-core-b16", "--check"]):
        code, _, err = command_line("models", *command)
        assert (code, "/nowhere/RAID/models, which was not found" in err) == (1, True), command


# ---- settings that cannot be read


def test_without_settings_questions_are_answered_and_nothing_is_indexed(fake_run: Run, tmp_path: Path) -> None:
    """With the defaults everything would be indexed again, with another model and perhaps in another library."""
    draw_video(tmp_path / "films/a.film", [("red car", 3.0)])
    raid = tmp_path / "raid"
    assert fake_run("--library", raid, "--new-library", "index", tmp_path / "films")[0] == 0
    settings = tmp_path / "home" / "settings.toml"
    settings.write_bytes(b"[library]\nfolder = /raid\n")
    code, out, err = fake_run("search", "red car")
    assert (code, "a.film" in out, "settings.toml cannot be used" in err) == (0, True, True)
    assert fake_run("status")[0] == 0
    code, out, err = fake_run("index")
    assert (code, out) == (1, "")
    assert "settings.toml cannot be used" in err
    assert settings.read_bytes() == b"[library]\nfolder = /raid\n"
    assert not (tmp_path / "home" / "catalogue.db").exists()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_in_the_settings_stops_nothing(fake_run: Run, tmp_path: Path, encoding: str) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "settings.toml").write_text("[search]\nlimit = 7\n", encoding=encoding)
    assert fake_run("status")[2] == ""


# ---- a home on a drive that is away

UNUSED: list[list[str]] = [
    ["models", "use", "demo"],
    ["models", "remove", "x"],
    ["models", "bench"],
    ["evaluate", "--size", "9"],
]
"""Commands that do without a library, and would leave a log or settings in the home."""


def no_folder_around_it(home: Path) -> str:
    home.parent.rmdir()
    return f"The folder {home.parent.parent} is empty"


def folders_that_are_missing_too(home: Path) -> str:
    home.parent.rmdir()
    home.parent.parent.rmdir()
    (home.parent.parent.parent / "other").touch()
    return f"The folder {home.parent.parent} was not found"


def file_around_it(home: Path) -> str:
    home.parent.rmdir()
    home.parent.write_text("a file")
    return f"{home.parent} is a file"


def link_to_nowhere(home: Path) -> str:
    home.symlink_to("/media/nobody/RAID/home")
    return "/media/nobody/RAID/home"


HOMES = [no_folder_around_it, folders_that_are_missing_too, file_around_it, link_to_nowhere]


@pytest.fixture(params=HOMES, ids=lambda way: way.__name__)
def away_home(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, str]:
    """What `--home` names while its drive is away, and what must be said of it."""
    home = tmp_path / "system" / "drive" / "home"
    home.parent.mkdir(parents=True)
    return home, request.param(home)


@pytest.mark.parametrize("by", ["option", "environment"])
def test_a_home_on_a_drive_that_is_away_is_not_made(
    fake_run: Run, tmp_path: Path, away_home: tuple[Path, str], by: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, words = away_home
    main = cli.main
    monkeypatch.setattr(cli, "main", lambda arguments: main(arguments[2:]))  # without the fixture's own --home
    before = ["--home", home] if by == "option" else []
    if by == "environment":
        monkeypatch.setenv("C2V_HOME", str(home))
    there = seen(tmp_path)
    sentences = set()
    for command in [*NEEDS, *UNUSED, ["index", str(tmp_path)]]:
        code, out, err = fake_run(*before, *command)
        assert (code, out) == (AWAY, ""), command
        sentences.add(err)
    (sentence,) = sentences
    assert words in sentence
    assert str(home) in sentence
    assert "--new-library" in sentence
    for command in TELLS:
        code, _, err = fake_run(*before, *command)
        assert (code, err.endswith(sentence)) == (AWAY, True), command
    code, out, _ = fake_run(*before, "status", "--json")
    assert (code, json.loads(out)["error"]["exit_code"]) == (AWAY, AWAY)
    with pytest.raises(LibraryAwayError):
        find_library(find_places(home))
    assert seen(tmp_path) == there, "something was written where the home should be"


def test_another_library_does_not_help_while_the_home_is_away(fake_run: Run, tmp_path: Path) -> None:
    make_library(tmp_path / "lib", tmp_path / "home")
    code, _, err = fake_run("--home", tmp_path / "drive" / "home", "--library", tmp_path / "lib", "status")
    assert (code, str(tmp_path / "drive") in err) == (AWAY, True)
    assert not (tmp_path / "drive").exists()


def test_a_home_is_begun_when_that_is_said_or_when_its_folder_is_there(fake_run: Run, tmp_path: Path) -> None:
    far, near = tmp_path / "far" / "away" / "home", tmp_path / "near"
    assert fake_run("--home", far, "--new-library", "status")[0] == NOTHING_INDEXED
    assert fake_run("--home", far, "status")[0] == NOTHING_INDEXED
    assert (far / "catalogue.db").exists()
    draw_video(tmp_path / "films/a.film", [("red car", 3.0)])
    assert fake_run("--home", near, "index", tmp_path / "films")[0] == 0
    assert (near / "catalogue.db").exists()
