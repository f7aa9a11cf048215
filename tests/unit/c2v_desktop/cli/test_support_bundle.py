"""What a support person gets: enough to help with, and no names by default."""

import getpass
import json
import logging
import zipfile
from pathlib import Path

import pytest

from c2v_desktop.cli import main as cli
from c2v_desktop.cli.health_check import Finding
from c2v_desktop.cli.redact import Private, redactor_for
from c2v_desktop.cli.support_bundle import write_bundle
from c2v_desktop.logs import start_logs, stop_logs
from c2v_desktop.paths import Places, find_places
from core.errors import StoreError
from core.settings import EncoderSettings, NetworkSettings, SamplingSettings, Settings
from core.store.catalogue import SqliteCatalogue

SECRETS = ("annabel", "Northwind", "Breakup", "rushes", "Reel One", "wedding")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Of a user called Annabel."""
    made = tmp_path / "people" / "annabel"
    made.mkdir(parents=True)
    monkeypatch.setattr(Path, "home", lambda: made)
    monkeypatch.setattr(getpass, "getuser", lambda: "annabel")
    return made


@pytest.fixture
def places(home: Path) -> Places:
    return find_places(home / "c2v").make()


@pytest.fixture
def stocked(places: Places, home: Path) -> Places:
    """A library with videos of clients, one of them failed, and logs that name them."""
    drive = home.parent.parent / "Volumes" / "Northwind Breakup"
    videos = [drive / "rushes" / "Reel One.mov", drive / "rushes" / "wedding.mp4", drive / "wedding"]
    catalogue = SqliteCatalogue(places.catalogue)
    folder = catalogue.add_folder(drive, is_file=False)
    for path in videos:
        catalogue.add_video(folder.id, path, 1000, 1, 1.0)
    catalogue.set_states([1], "failed", "Reel One.mov is empty (0 bytes). Copy the file again.")
    catalogue.close()
    start_logs(places.logs, "window")
    log = logging.getLogger("c2v.test")
    log.error("The decoder failed on %s:\nTraceback", videos[0])
    log.warning("no picture of %s at 2.00 s: wedding.mp4 holds no frame", videos[1])
    log.warning("%s cannot be watched: too many", drive / "rushes")
    log.warning("no picture of %s at 1.00 s", videos[2])
    log.warning("somebody else's: /mnt/Northwind Breakup 2/old film.mov is gone, said %s", home / "notes about annabel")
    log.warning('File "%s", line 12, in open', Path(cli.__file__))
    log.warning("the library %s is fine, see /usr/lib/x.so", places.catalogue)
    log.warning("Annabel's computer said 12 fr/s and/or 1/2")
    stop_logs()
    return places


def settings_of(home: Path) -> Settings:
    ignore = (str(home / "Northwind" / "*"), "*.tmp")
    return Settings(
        encoder=EncoderSettings(weights=str(home / "Northwind" / "model.pt")), sampling=SamplingSettings(ignore=ignore)
    )


def opened(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as packed:
        return {name: packed.read(name).decode() for name in packed.namelist()}


def test_no_name_of_the_user_a_client_or_a_video_is_told(stocked: Places, home: Path, tmp_path: Path) -> None:
    findings = [Finding("settings", "ok", str(stocked.settings)), Finding("folder", "warning", f"{home}/Northwind")]
    write_bundle(tmp_path / "b.zip", findings, settings_of(home), stocked)
    inside = opened(tmp_path / "b.zip")
    for name, text in inside.items():
        for secret in (*SECRETS, str(home), str(tmp_path)):
            assert secret.lower() not in text.lower(), f"{secret} in {name}:\n{text}"


def test_what_helps_is_still_there(stocked: Places, home: Path, tmp_path: Path) -> None:
    findings = [Finding("settings", "ok", str(stocked.settings))]
    members = write_bundle(tmp_path / "b.zip", findings, settings_of(home), stocked)
    inside = opened(tmp_path / "b.zip")
    assert [member.name for member in members] == list(inside)
    assert {"READ ME.txt", "doctor.txt", "versions.json", "settings.json", "library.json", "failures.txt"} < set(inside)
    for name in inside:
        assert name in inside["READ ME.txt"] or name == "READ ME.txt"
    log = inside["logs/window.log"]
    assert "The decoder failed on <film 1>.mov:" in log
    assert "no picture of <film 2>.mp4 at 2.00 s: <film 2>.mp4 holds no frame" in log
    assert "<folder 1>/<the rest of the line is left out>" in log
    assert "<film 3> at 1.00 s" in log
    assert 'File "<program>/c2v_desktop/cli/main.py", line 12, in open' in log
    assert "/catalogue.db is fine, see /usr/lib/x.so" in log
    assert "<user>'s computer said 12 fr/s and/or 1/2" in log
    assert "<film 1>.mov is empty (0 bytes)" in inside["failures.txt"]
    told = json.loads(inside["library.json"])
    assert told["films"] == {"waiting": 2, "failed": 1}
    settings = json.loads(inside["settings.json"])
    assert settings["encoder"]["weights"] == "<a path>.pt"
    assert "*.tmp" in settings["sampling"]["ignore"]
    assert json.loads(inside["versions.json"])["libraries"]["numpy"]


def test_with_paths_everything_is_as_it_is(stocked: Places, home: Path, tmp_path: Path) -> None:
    write_bundle(tmp_path / "b.zip", [], settings_of(home), stocked, with_paths=True)
    inside = opened(tmp_path / "b.zip")
    assert "Reel One.mov" in inside["logs/window.log"]
    assert "Reel One.mov" in inside["failures.txt"]
    assert json.loads(inside["settings.json"])["encoder"]["weights"] == str(home / "Northwind" / "model.pt")
    assert "--with-paths" in inside["READ ME.txt"]


@pytest.mark.parametrize("with_paths", [False, True])
def test_a_proxy_and_its_password_are_never_told(places: Places, tmp_path: Path, with_paths: bool) -> None:
    settings = Settings(network=NetworkSettings(proxy="http://ann:hunter2@proxy.northwind.example:3128"))
    write_bundle(tmp_path / "b.zip", [], settings, places, with_paths=with_paths)
    with zipfile.ZipFile(tmp_path / "b.zip") as bundle:
        told = "".join(bundle.read(name).decode() for name in bundle.namelist())
        assert json.loads(bundle.read("settings.json"))["network"] == {"proxy": "given", "mirror": ""}
    assert "hunter2" not in told
    assert "proxy.northwind" not in told


def test_a_damaged_library_and_no_logs_still_give_a_bundle(places: Places, tmp_path: Path) -> None:
    places.catalogue.write_bytes(b"no database at all" * 100)
    write_bundle(tmp_path / "b.zip", [], Settings(), places)
    assert "trouble" in json.loads(opened(tmp_path / "b.zip")["library.json"])


def test_a_place_that_cannot_be_written_is_said_and_nothing_is_left(places: Places, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be written"):
        write_bundle(tmp_path / "none" / "b.zip", [], Settings(), places)
    (tmp_path / "folder.zip").mkdir()
    with pytest.raises(StoreError, match="cannot be written"):
        write_bundle(tmp_path / "folder.zip", [], Settings(), places)
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("open C:\\Users\\annabel\\x y.mov failed", "open <a path; the rest of the line is left out>"),
        ("see \\\\nas\\share\\secret", "see <a path; the rest of the line is left out>"),
        ("at ~/Movies/secret", "at <a path; the rest of the line is left out>"),
        ("('/srv/secret film', 2)", "('<a path; the rest of the line is left out>"),
        ("see /proc/self/maps and /srv/secret", "see /proc/self/maps and <a path; the rest of the line is left out>"),
        ("3 / 4, 12 fr/s, a/b", "3 / 4, 12 fr/s, a/b"),
        ("A Film.MOV and a film.mov", "<film 7>.mov and a film.mov"),
        ("odd \\udce9.mov", "odd <film 8>.mov"),
        ("Annabelle and annabel", "Annabelle and <user>"),
    ],
)
def test_lines(line: str, told: str) -> None:
    videos = [(7, Path("/v/A Film.MOV")), (8, Path("/v/\udce9.mov"))]
    private = Private([], ["annabel", "root"], {}, [Path("/v")], videos)
    assert redactor_for(private)(line) == told


def test_the_command_prints_what_is_inside(
    stocked: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from c2v_desktop.cli import health_check

    monkeypatch.setattr(health_check, "examine", lambda *_: iter([Finding("python", "ok", "fine")]))
    try:
        code = cli.main(["--home", str(stocked.catalogue.parent), "doctor", "--bundle", str(tmp_path / "b.zip")])
    finally:
        stop_logs()
    out = capsys.readouterr().out
    assert code == 0
    assert f"Saved to {tmp_path / 'b.zip'}. Check the contents before you send it:" in out
    for name in opened(tmp_path / "b.zip"):
        assert name in out
