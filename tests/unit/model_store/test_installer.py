"""Models come to the models folder whole or not at all: fetched, copied, refused, removed."""

import hashlib
import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import (
    Cancelled,
    DamagedDownloadError,
    DownloadError,
    ModelBusyError,
    NoRoomError,
    ShelfError,
    WeightsCorruptError,
)
from core.model_store import installer
from core.model_store.downloader import Fetcher
from core.model_store.entries import Entry, FileSpec
from core.model_store.installer import Bringer, of_entry
from core.model_store.store import Place, Speed
from tests.unit.model_store.source import Answer, Source, refuse

FETCHER = Fetcher(timeout_s=0.3, tries=2, sleep=lambda _: None)
ENTRY = Entry(
    id="tiny", name="Tiny", suits="tests", summary="x", licence="MIT", licence_note="x", licence_url="https://x",
    languages=("English",), finds=("stills",), provenance="x", parameters=10, backend="clip_mean",
    architecture="ViT-B-32", image_px=224, resize_mode="squash", interpolation="bicubic", hub="some/tiny",
    revision="main", files=(FileSpec("w.safetensors"), FileSpec("tokenizer.json")),
)  # fmt: skip
WEIGHTS, TOKENIZER = "/some/tiny/resolve/main/w.safetensors", "/some/tiny/resolve/main/tokenizer.json"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "models")


@pytest.fixture
def stocked(source: Source) -> Source:
    source.contents[TOKENIZER] = b"{}"
    return source


def bringer(place: Place, approve=lambda weights, record: None, tell=lambda name, done, total: None) -> Bringer:
    return Bringer(place, "2026-11-26", approve, tell)


def names(place: Place) -> list[str]:
    return sorted(each.name for each in place.folder.iterdir()) if place.folder.is_dir() else []


def install(stocked: Source, place: Place, **how):
    return bringer(place, **how).install(ENTRY, FETCHER, stocked.address)


def test_an_installed_model_is_there_with_its_record(stocked, place):
    looked = []
    record = install(stocked, place, approve=lambda weights, record: looked.append(weights.read_bytes()))
    assert looked == [stocked.content]
    assert place.records() == [record] == [place.find("tiny")]
    assert place.weights(record).read_bytes() == stocked.content
    (weights, tokenizer) = record.files
    assert weights.sha256 == hashlib.sha256(stocked.content).hexdigest()
    assert (weights.checked, weights.bytes, tokenizer.bytes) == ("source", 300_000, 2)
    assert weights.source == f"{stocked.address}{WEIGHTS} (commit c0ffee)"
    assert (record.licence, record.date, record.finds) == ("MIT", "2026-11-26", ("stills",))
    assert sorted(each.name for each in (place.folder / "tiny").iterdir()) == [
        "record.json", "tokenizer.json", "w.safetensors",
    ]  # fmt: skip
    with pytest.raises(ShelfError, match="here already"):
        install(stocked, place)


def test_a_pause_between_and_within_files_costs_nothing(stocked, place):
    def stop_at(file: str, count: int):
        def tell(name: str, done: int, total: int) -> None:
            if name == file and done >= count:
                raise Cancelled

        return tell

    with pytest.raises(Cancelled):
        install(stocked, place, tell=stop_at("w.safetensors", 1))
    assert place.records() == []
    assert place.has_part("tiny")
    with pytest.raises(Cancelled):
        install(stocked, place, tell=stop_at("tokenizer.json", 0))
    install(stocked, place)
    assert [path for path, _ in stocked.asked] == [WEIGHTS, WEIGHTS, TOKENIZER, TOKENIZER]
    assert stocked.ranges[1].startswith("bytes=")
    assert names(place) == ["tiny"]


def test_weights_that_are_not_approved_are_not_kept(stocked, place):
    def refuse_all(weights: Path, record) -> None:
        raise WeightsCorruptError("It does not fit.")

    with pytest.raises(WeightsCorruptError):
        install(stocked, place, approve=refuse_all)
    assert names(place) == []


def test_a_source_that_fails_leaves_no_model(stocked, place):
    stocked.plans[TOKENIZER] = [refuse(404)]
    with pytest.raises(DownloadError, match=r"tokenizer\.json"):
        install(stocked, place)
    assert place.records() == []
    stocked.plans[WEIGHTS] = [Answer(damage=True)]  # not asked again: it came whole
    install(stocked, place)
    assert names(place) == ["tiny"]


def carried(stocked: Source, place: Place, tmp_path: Path) -> Path:
    """The folder of a model, on a stick."""
    install(stocked, place)
    place.note_speed("tiny", Speed(10.0, 5.0, "cpu", "float32", "2026-11-25"))
    shutil.copytree(place.folder / "tiny", tmp_path / "stick")
    place.remove("tiny")
    return tmp_path / "stick"


def test_a_folder_carried_from_another_machine_is_copied_and_compared(stocked, place, tmp_path):
    stick = carried(stocked, place, tmp_path)
    told = []
    record = bringer(place, tell=lambda *each: told.append(each)).bring_folder(stick, None)
    assert place.find("tiny") == record
    assert place.weights(record).read_bytes() == stocked.content
    assert {each.checked for each in record.files} == {"pinned"}
    assert record.speed is None  # that was another machine
    assert ("w.safetensors", 300_000, 300_000) in told
    assert stick.is_dir()


@pytest.mark.parametrize("harm", ["flip", "cut", "lose"])
def test_a_stick_that_is_damaged_is_found_out(stocked, place, tmp_path, harm):
    stick = carried(stocked, place, tmp_path)
    weights = stick / "w.safetensors"
    if harm == "lose":
        weights.unlink()
    else:
        content = weights.read_bytes()
        weights.write_bytes(b"x" + content[1:] if harm == "flip" else content[:-1])
    with pytest.raises((DamagedDownloadError, ShelfError)):
        bringer(place).bring_folder(stick, None)
    assert names(place) == []


@pytest.mark.parametrize("name", ["../../escaped", "/etc/passwd", "..", "", "a.part"])
@pytest.mark.parametrize("key", ["id", "weights", "file"])
def test_a_record_cannot_lead_out_of_its_folder(stocked, place, tmp_path, name, key):
    stick = carried(stocked, place, tmp_path)
    said = json.loads((stick / "record.json").read_text())
    if key == "file":
        said["files"][0]["name"] = said["weights"] = name
    else:
        said[key] = name
    (stick / "record.json").write_text(json.dumps(said))
    with pytest.raises(ShelfError):
        bringer(place).bring_folder(stick, None)
    assert names(place) == []


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"files": 3}', "\xff"])
def test_an_unreadable_record_is_a_sentence(place, tmp_path, text):
    (tmp_path / "stick").mkdir()
    (tmp_path / "stick" / "record.json").write_text(text, encoding="latin-1")
    with pytest.raises(ShelfError, match="cannot be read"):
        bringer(place).bring_folder(tmp_path / "stick", None)


def test_bare_files_are_taken_for_what_they_are_said_to_be(place, tmp_path):
    (tmp_path / "w.safetensors").write_bytes(b"weights")
    (tmp_path / "tokenizer.json").write_bytes(b"{}")
    with pytest.raises(ShelfError, match="--as ID"):
        bringer(place).bring_folder(tmp_path, None)
    record = bringer(place).bring_folder(tmp_path, ENTRY)
    assert {each.checked for each in record.files} == {"copied"}
    place.remove("tiny")
    pinned = replace(ENTRY, files=(FileSpec("w.safetensors", sha256="0" * 64),))
    with pytest.raises(DamagedDownloadError, match="not the file that was meant"):
        bringer(place).bring_folder(tmp_path, pinned)
    assert names(place) == []


def test_a_copy_that_is_stopped_leaves_nothing(place, tmp_path):
    def stop(name: str, done: int, total: int) -> None:
        raise Cancelled

    (tmp_path / "w.bin").write_bytes(b"weights")
    with pytest.raises(Cancelled):
        bringer(place, tell=stop).bring_file(tmp_path / "w.bin", of_entry(ENTRY, [], ""), FileSpec("w.bin"))
    assert names(place) == []


def test_a_full_disk_is_told_before_anything_is_copied(place, tmp_path, monkeypatch):
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(installer.shutil, "disk_usage", lambda folder: usage._replace(free=1_000))
    (tmp_path / "w.bin").write_bytes(b"weights")
    with pytest.raises(NoRoomError, match="MB more"):
        bringer(place).bring_file(tmp_path / "w.bin", of_entry(ENTRY, [], ""), FileSpec("w.bin"))
    assert names(place) == []


def test_a_file_that_is_made_keeps_its_origin(place, tmp_path):
    (tmp_path / "old.bin").write_bytes(b"old")
    record = bringer(place).bring_made(
        of_entry(ENTRY, [], ""), tmp_path / "old.bin", lambda to: to.write_bytes(b"new") and None, "new.bin"
    )
    assert place.weights(record).read_bytes() == b"new"
    assert hashlib.sha256(b"old").hexdigest() in record.files[0].source


def test_what_is_no_model_is_passed_over(stocked, place):
    install(stocked, place)
    (place.folder / "notes").mkdir()
    (place.folder / "readme.txt").write_text("hello")
    shutil.copytree(place.folder / "tiny", place.folder / "renamed")
    assert [record.id for record in place.records()] == ["tiny"]
    assert place.find("../models/tiny") is None


HOLD = """
import sys
from pathlib import Path
from core.model_store.store import Place
with Place(Path(sys.argv[1])).held("tiny"):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_two_programs_do_not_bring_one_model_at_once(stocked, place, tmp_path):
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(place.folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout.readline().strip() == "held"
    (tmp_path / "w.bin").write_bytes(b"weights")
    record = of_entry(ENTRY, [], "")
    for work in (
        lambda: install(stocked, place),
        lambda: bringer(place).bring_file(tmp_path / "w.bin", record, FileSpec("w.bin")),
        lambda: bringer(place).bring_made(record, tmp_path / "w.bin", lambda to: None, "w.bin"),
        lambda: place.remove("tiny"),
    ):
        with pytest.raises(ModelBusyError, match="Another C2V window or command"):
            work()
    assert place.is_held("tiny")
    assert stocked.asked == []
    other.kill()
    other.communicate()
    assert not place.is_held("tiny")
    install(stocked, place)
    assert names(place) == ["tiny"]


def test_one_folder_that_cannot_be_read_hides_no_other(stocked, place):
    install(stocked, place)
    (place.folder / "odd").mkdir()
    (place.folder / "odd" / "record.json").write_text("{")
    assert [record.id for record in place.records()] == ["tiny"]
    assert list(place.unreadable()) == ["odd"]
    place.remove("odd")
    assert place.unreadable() == {}


def test_harm_is_a_sentence(stocked, place):
    record = install(stocked, place)
    assert place.harm(record) == ""
    place.weights(record).write_bytes(b"short")
    assert "5 bytes instead of 300,000" in place.harm(record)
    place.weights(record).unlink()
    assert "no longer there" in place.harm(record)


def test_what_has_come_of_a_download_is_known(stocked, place):
    assert place.part_bytes("tiny") == 0
    stocked.plans[WEIGHTS] = [Answer(cut=100_000), refuse(404)]
    with pytest.raises(DownloadError):
        install(stocked, place)
    assert 100_000 <= place.part_bytes("tiny") < 101_000
