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
    ModelStoreError,
    NoRoomError,
    WeightsCorruptError,
)
from core.model_store.downloader import Downloader
from core.model_store.entries import FileSpec, ModelEntry
from core.model_store.installer import ModelInstaller, of_entry
from core.model_store.store import MeasuredSpeed, ModelStore
from tests.unit.model_store.source import ModelSource, SourceAnswer, refuse

FETCHER = Downloader(timeout_s=0.3, tries=2, sleep=lambda _: None)
ENTRY = ModelEntry(
    id="tiny", name="Tiny", suits="tests", summary="x", licence="MIT", licence_note="x", licence_url="https://x",
    languages=("English",), finds=("stills",), provenance="x", parameters=10, backend="clip_mean",
    architecture="ViT-B-32", image_px=224, resize_mode="squash", interpolation="bicubic", hub="some/tiny",
    revision="main", files=(FileSpec("w.safetensors"), FileSpec("tokenizer.json")),
)  # fmt: skip
WEIGHTS, TOKENIZER = "/some/tiny/resolve/main/w.safetensors", "/some/tiny/resolve/main/tokenizer.json"


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    return ModelStore(tmp_path / "models")


@pytest.fixture
def stocked(source: ModelSource) -> ModelSource:
    source.contents[TOKENIZER] = b"{}"
    return source


def installer(
    store: ModelStore, approve=lambda weights, record: None, tell=lambda name, done, total: None
) -> ModelInstaller:
    return ModelInstaller(store, "2026-11-26", approve, tell)


def names(store: ModelStore) -> list[str]:
    return sorted(each.name for each in store.folder.iterdir()) if store.folder.is_dir() else []


def install(stocked: ModelSource, store: ModelStore, **how):
    return installer(store, **how).install(ENTRY, FETCHER, stocked.address)


def test_an_installed_model_is_there_with_its_record(stocked, store):
    looked = []
    record = install(stocked, store, approve=lambda weights, record: looked.append(weights.read_bytes()))
    assert looked == [stocked.content]
    assert store.records() == [record] == [store.find("tiny")]
    assert store.weights(record).read_bytes() == stocked.content
    (weights, tokenizer) = record.files
    assert weights.sha256 == hashlib.sha256(stocked.content).hexdigest()
    assert (weights.checked, weights.bytes, tokenizer.bytes) == ("source", 300_000, 2)
    assert weights.source == f"{stocked.address}{WEIGHTS} (commit c0ffee)"
    assert (record.licence, record.date, record.finds) == ("MIT", "2026-11-26", ("stills",))
    assert sorted(each.name for each in (store.folder / "tiny").iterdir()) == [
        "record.json", "tokenizer.json", "w.safetensors",
    ]  # fmt: skip
    with pytest.raises(ModelStoreError, match="already installed"):
        install(stocked, store)


def test_a_pause_between_and_within_files_costs_nothing(stocked, store):
    def stop_at(file: str, count: int):
        def tell(name: str, done: int, total: int) -> None:
            if name == file and done >= count:
                raise Cancelled

        return tell

    with pytest.raises(Cancelled):
        install(stocked, store, tell=stop_at("w.safetensors", 1))
    assert store.records() == []
    assert store.has_part("tiny")
    with pytest.raises(Cancelled):
        install(stocked, store, tell=stop_at("tokenizer.json", 0))
    install(stocked, store)
    assert [path for path, _ in stocked.asked] == [WEIGHTS, WEIGHTS, TOKENIZER, TOKENIZER]
    assert stocked.ranges[1].startswith("bytes=")
    assert names(store) == ["tiny"]


def test_weights_that_are_not_approved_are_not_kept(stocked, store):
    def refuse_all(weights: Path, record) -> None:
        raise WeightsCorruptError("It does not fit.")

    with pytest.raises(WeightsCorruptError):
        install(stocked, store, approve=refuse_all)
    assert names(store) == []


def test_a_source_that_fails_leaves_no_model(stocked, store):
    stocked.plans[TOKENIZER] = [refuse(404)]
    with pytest.raises(DownloadError, match=r"tokenizer\.json"):
        install(stocked, store)
    assert store.records() == []
    stocked.plans[WEIGHTS] = [SourceAnswer(damage=True)]  # not asked again: it came whole
    install(stocked, store)
    assert names(store) == ["tiny"]


def carried(stocked: ModelSource, store: ModelStore, tmp_path: Path) -> Path:
    """The folder of a model, on a stick."""
    install(stocked, store)
    store.note_speed("tiny", MeasuredSpeed(10.0, 5.0, "cpu", "float32", "2026-11-25"))
    shutil.copytree(store.folder / "tiny", tmp_path / "stick")
    store.remove("tiny")
    return tmp_path / "stick"


def test_a_folder_carried_from_another_machine_is_copied_and_compared(stocked, store, tmp_path):
    stick = carried(stocked, store, tmp_path)
    told = []
    record = installer(store, tell=lambda *each: told.append(each)).install_folder(stick, None)
    assert store.find("tiny") == record
    assert store.weights(record).read_bytes() == stocked.content
    assert {each.checked for each in record.files} == {"pinned"}
    assert record.speed is None  # that was another machine
    assert ("w.safetensors", 300_000, 300_000) in told
    assert stick.is_dir()


@pytest.mark.parametrize("harm", ["flip", "cut", "lose"])
def test_a_stick_that_is_damaged_is_found_out(stocked, store, tmp_path, harm):
    stick = carried(stocked, store, tmp_path)
    weights = stick / "w.safetensors"
    if harm == "lose":
        weights.unlink()
    else:
        content = weights.read_bytes()
        weights.write_bytes(b"x" + content[1:] if harm == "flip" else content[:-1])
    with pytest.raises((DamagedDownloadError, ModelStoreError)):
        installer(store).install_folder(stick, None)
    assert names(store) == []


@pytest.mark.parametrize("name", ["../../escaped", "/etc/passwd", "..", "", "a.part"])
@pytest.mark.parametrize("key", ["id", "weights", "file"])
def test_a_record_cannot_lead_out_of_its_folder(stocked, store, tmp_path, name, key):
    stick = carried(stocked, store, tmp_path)
    said = json.loads((stick / "record.json").read_text())
    if key == "file":
        said["files"][0]["name"] = said["weights"] = name
    else:
        said[key] = name
    (stick / "record.json").write_text(json.dumps(said))
    with pytest.raises(ModelStoreError):
        installer(store).install_folder(stick, None)
    assert names(store) == []


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"files": 3}', "\xff"])
def test_an_unreadable_record_is_a_sentence(store, tmp_path, text):
    (tmp_path / "stick").mkdir()
    (tmp_path / "stick" / "record.json").write_text(text, encoding="latin-1")
    with pytest.raises(ModelStoreError, match="cannot be read"):
        installer(store).install_folder(tmp_path / "stick", None)


def test_bare_files_are_taken_for_what_they_are_said_to_be(store, tmp_path):
    (tmp_path / "w.safetensors").write_bytes(b"weights")
    (tmp_path / "tokenizer.json").write_bytes(b"{}")
    with pytest.raises(ModelStoreError, match="--as ID"):
        installer(store).install_folder(tmp_path, None)
    record = installer(store).install_folder(tmp_path, ENTRY)
    assert {each.checked for each in record.files} == {"copied"}
    store.remove("tiny")
    pinned = replace(ENTRY, files=(FileSpec("w.safetensors", sha256="0" * 64),))
    with pytest.raises(DamagedDownloadError, match="does not match the expected"):
        installer(store).install_folder(tmp_path, pinned)
    assert names(store) == []


def test_a_copy_that_is_stopped_leaves_nothing(store, tmp_path):
    def stop(name: str, done: int, total: int) -> None:
        raise Cancelled

    (tmp_path / "w.bin").write_bytes(b"weights")
    with pytest.raises(Cancelled):
        installer(store, tell=stop).install_file(tmp_path / "w.bin", of_entry(ENTRY, [], ""), FileSpec("w.bin"))
    assert names(store) == []


def test_a_full_disk_is_told_before_anything_is_copied(store, tmp_path, monkeypatch):
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage._replace(free=1_000))
    (tmp_path / "w.bin").write_bytes(b"weights")
    with pytest.raises(NoRoomError, match="MB more"):
        installer(store).install_file(tmp_path / "w.bin", of_entry(ENTRY, [], ""), FileSpec("w.bin"))
    assert names(store) == []


def test_a_file_that_is_made_keeps_its_origin(store, tmp_path):
    (tmp_path / "old.bin").write_bytes(b"old")
    record = installer(store).install_made(
        of_entry(ENTRY, [], ""), tmp_path / "old.bin", lambda to: to.write_bytes(b"new") and None, "new.bin"
    )
    assert store.weights(record).read_bytes() == b"new"
    assert hashlib.sha256(b"old").hexdigest() in record.files[0].source


def test_what_is_no_model_is_passed_over(stocked, store):
    install(stocked, store)
    (store.folder / "notes").mkdir()
    (store.folder / "readme.txt").write_text("hello")
    shutil.copytree(store.folder / "tiny", store.folder / "renamed")
    assert [record.id for record in store.records()] == ["tiny"]
    assert store.find("../models/tiny") is None


HOLD = """
import sys
from pathlib import Path
from core.model_store.store import ModelStore
with ModelStore(Path(sys.argv[1])).locked("tiny"):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_two_programs_do_not_bring_one_model_at_once(stocked, store, tmp_path):
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(store.folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout.readline().strip() == "held"
    (tmp_path / "w.bin").write_bytes(b"weights")
    record = of_entry(ENTRY, [], "")
    for work in (
        lambda: install(stocked, store),
        lambda: installer(store).install_file(tmp_path / "w.bin", record, FileSpec("w.bin")),
        lambda: installer(store).install_made(record, tmp_path / "w.bin", lambda to: None, "w.bin"),
        lambda: store.remove("tiny"),
    ):
        with pytest.raises(ModelBusyError, match="Another C2V window or command"):
            work()
    assert store.is_locked("tiny")
    assert stocked.asked == []
    other.kill()
    other.communicate()
    assert not store.is_locked("tiny")
    install(stocked, store)
    assert names(store) == ["tiny"]


def test_one_folder_that_cannot_be_read_hides_no_other(stocked, store):
    install(stocked, store)
    (store.folder / "odd").mkdir()
    (store.folder / "odd" / "record.json").write_text("{")
    assert [record.id for record in store.records()] == ["tiny"]
    assert list(store.unreadable()) == ["odd"]
    store.remove("odd")
    assert store.unreadable() == {}


def test_harm_is_a_sentence(stocked, store):
    record = install(stocked, store)
    assert store.harm(record) == ""
    store.weights(record).write_bytes(b"short")
    assert "5 bytes, expected 300,000" in store.harm(record)
    store.weights(record).unlink()
    assert "was not found" in store.harm(record)


def test_what_has_come_of_a_download_is_known(stocked, store):
    assert store.part_bytes("tiny") == 0
    stocked.plans[WEIGHTS] = [SourceAnswer(cut=100_000), refuse(404)]
    with pytest.raises(DownloadError):
        install(stocked, store)
    assert 100_000 <= store.part_bytes("tiny") < 101_000
