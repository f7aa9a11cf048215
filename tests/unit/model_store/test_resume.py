"""A download that is ended at whatever point, by whatever: the next start goes on, and nothing is downloaded twice."""

import errno
import hashlib
import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import (
    Cancelled,
    DamagedDownloadError,
    DeviceError,
    DownloadError,
    EncoderError,
    ModelStoreError,
    NoRoomError,
    OutOfMemoryError,
    WeightsCorruptError,
)
from core.model_store.downloader import Downloader
from core.model_store.entries import FileSpec, ModelEntry
from core.model_store.installer import ModelInstaller
from core.model_store.store import ModelStore
from tests.unit.model_store.source import ModelSource, SourceAnswer, page, refuse
from tests.unit.model_store.test_installer import ENTRY, TOKENIZER, WEIGHTS

FETCHER = Downloader(timeout_s=2, tries=2, sleep=lambda _: None)
SMALL = b'{"small": true}'


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    return ModelStore(tmp_path / "models")


@pytest.fixture
def stocked(source: ModelSource) -> ModelSource:
    source.contents[TOKENIZER] = SMALL
    return source


def everything(stocked: ModelSource) -> int:
    return len(stocked.content) + len(SMALL)


def install(
    stocked: ModelSource, store: ModelStore, approve=lambda weights, record: None, entry: ModelEntry = ENTRY, **how
):
    installer = ModelInstaller(
        store, "2026-11-29", approve, lambda name, done, total: None, **{"sleep": lambda _: None, **how}
    )
    return installer.install(entry, FETCHER, stocked.address)


def names(store: ModelStore) -> list[str]:
    return sorted(each.name for each in store.folder.iterdir())


def whole(store: ModelStore, stocked: ModelSource) -> bool:
    (record,) = store.records()
    inside = sorted(each.name for each in (store.folder / "tiny").iterdir())
    return (
        store.weights(record).read_bytes() == stocked.content
        and inside == ["record.json", "tokenizer.json", "w.safetensors"]
        and names(store) == ["tiny"]
    )


# ---- the look


@pytest.mark.parametrize(
    "end",
    [
        DeviceError("The process that looks at model files ended unexpectedly."),
        OutOfMemoryError("Not enough memory to read the file."),
        EncoderError("open_clip knows no such model."),
        ModelStoreError("This version of the program does not have it."),
        Cancelled(),
        KeyboardInterrupt(),
        RuntimeError("a bug"),
    ],
    ids=lambda end: type(end).__name__,
)
def test_a_look_that_does_not_come_to_an_end_costs_no_byte(stocked, store, end):
    def look(weights, record):
        raise end

    with pytest.raises(type(end)):
        install(stocked, store, look)
    asked = len(stocked.asked)
    looked = []
    install(stocked, store, lambda weights, record: looked.append(weights.read_bytes()))
    assert looked == [stocked.content]
    assert (len(stocked.asked), stocked.sent) == (asked, everything(stocked))
    assert whole(store, stocked)


def test_weights_of_another_model_are_proved_wrong_unless_we_pinned_them(stocked, store):
    def look(weights, record):
        raise WeightsCorruptError("It does not fit.")

    pinned = FileSpec("w.safetensors", 300_000, hashlib.sha256(stocked.content).hexdigest())
    with pytest.raises(WeightsCorruptError):
        install(stocked, store, look, replace(ENTRY, files=(pinned, ENTRY.files[1])))
    assert names(store) == ["tiny.part"], "what has our checksum is right; the look is mistaken"
    with pytest.raises(WeightsCorruptError):
        install(stocked, store, look)
    assert names(store) == []


# ---- the name


class Scanner:
    """Something that holds new files for a while, as virus scanners do; renames fail meanwhile."""

    def __init__(self, monkeypatch, what: str, times: int, code: int = errno.EACCES) -> None:
        self.left, real = times, Path.replace

        def rename(path: Path, target: Path) -> Path:
            if Path(target).name == what and self.left:
                self.left -= 1
                raise PermissionError(code, os.strerror(code))
            return real(path, target)

        monkeypatch.setattr(Path, "replace", rename)


@pytest.mark.parametrize("what", ["tiny", "w.safetensors", "tokenizer.json", "come.json"])
@pytest.mark.parametrize("code", [errno.EACCES, errno.EPERM, errno.EBUSY])
def test_a_name_that_cannot_be_given_at_once_is_given_later(stocked, store, monkeypatch, what, code):
    slept: list[float] = []
    Scanner(monkeypatch, what, 3, code)
    monkeypatch.setattr("core.model_store.partial_download.time.sleep", slept.append)
    install(stocked, store, sleep=slept.append)
    assert stocked.sent == everything(stocked)
    assert whole(store, stocked)
    assert slept == sorted(slept)


@pytest.mark.parametrize("what", ["tiny", "w.safetensors"])
def test_a_name_that_cannot_be_given_at_all_costs_no_byte(stocked, store, monkeypatch, what):
    with monkeypatch.context() as meanwhile:
        Scanner(meanwhile, what, 10_000)
        with pytest.raises(ModelStoreError, match=r"complete.*virus scanner.*nothing is downloaded twice"):
            install(stocked, store)
    assert store.has_part("tiny")
    install(stocked, store)
    assert stocked.sent == everything(stocked)
    assert whole(store, stocked)


def test_a_wait_for_the_name_can_be_stopped(stocked, store, monkeypatch):
    def stopped(seconds: float) -> None:
        raise Cancelled

    with monkeypatch.context() as meanwhile:
        Scanner(meanwhile, "tiny", 10_000)
        with pytest.raises(Cancelled):
            install(stocked, store, sleep=stopped)
    install(stocked, store)
    assert stocked.sent == everything(stocked)


def test_what_is_in_the_way_is_told_before_the_download(stocked, store):
    (store.folder / "tiny").mkdir(parents=True)
    (store.folder / "tiny" / "notes.txt").write_text("mine")
    with pytest.raises(ModelStoreError, match="not empty and is not a model"):
        install(stocked, store)
    assert stocked.asked == []
    assert (store.folder / "tiny" / "notes.txt").read_text() == "mine"
    (store.folder / "tiny" / "notes.txt").unlink()
    install(stocked, store)
    assert whole(store, stocked)


# ---- the program


CHILD = """
import os, signal, sys
from pathlib import Path

folder, address, at = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
seen = 0


def count(event, arguments):
    global seen
    path = str(arguments[0]) if arguments else ""
    writes = event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax")
    if event in ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate") or writes:
        if path.startswith(str(folder)):
            if seen == at:
                os.kill(os.getpid(), signal.SIGKILL)
            seen += 1


sys.path.insert(0, os.getcwd())
from core.model_store.installer import ModelInstaller
from core.model_store.entries import ModelEntry, FileSpec
from core.model_store.downloader import Downloader
from core.model_store.store import ModelStore

ENTRY, FETCHER = eval(sys.argv[4]), Downloader(timeout_s=5)


def step(*_):
    global seen
    if seen == at:
        os.kill(os.getpid(), signal.SIGKILL)
    seen += 1


sys.addaudithook(count)
ModelInstaller(ModelStore(folder), "2026-11-29", step, step).install(ENTRY, FETCHER, address)
print(seen)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="ends itself by a signal")
@pytest.mark.timeout(280)
def test_a_program_that_is_killed_at_any_point_fetches_no_byte_twice(stocked, store, tmp_path):
    """Ended before each thing it does to the disk and between blocks, one after the other, until nothing is left."""
    for at in range(100):
        folder = tmp_path / f"models{at}"
        done = subprocess.run(
            [sys.executable, "-c", CHILD, str(folder), stocked.address, str(at), repr(ENTRY)],
            capture_output=True,
            text=True,
        )
        if done.returncode == 0:
            break  # how many blocks the content comes in is the network's choice, so the last count may be lower
        assert done.returncode == -signal.SIGKILL, done.stderr
        mine = ModelStore(folder)
        here = {WEIGHTS: on_disk(mine, "w.safetensors"), TOKENIZER: on_disk(mine, "tokenizer.json")}
        asked = len(stocked.asked)
        if mine.records():
            continue  # it was done but for its notes
        install(stocked, mine)
        assert whole(mine, stocked), at
        sizes = {WEIGHTS: len(stocked.content), TOKENIZER: len(SMALL)}
        wanted = [(path, f"bytes={count}-" if count else "") for path, count in here.items() if count < sizes[path]]
        assert [(path, headers.get("Range", "")) for path, headers in stocked.asked[asked:]] == wanted, at
    assert at > 15, "it was killed at many points"
    assert int(done.stdout) <= at, "a run to the end passes no point at which it was not killed"


def on_disk(store: ModelStore, name: str) -> int:
    """Bytes of a file that are here, under whichever name."""
    staging = store.staging("tiny")
    found = [staging / name, staging / f"{name}.part", store.folder / "tiny" / name]
    return max((each.stat().st_size for each in found if each.exists()), default=0)


# ---- the disk, and what an earlier version left


def test_room_for_the_whole_model_is_asked_for_before_the_first_byte(stocked, store):
    entry = replace(ENTRY, parameters=10_000_000)
    tight = replace(FETCHER, free_bytes=lambda folder: 80_000_000)
    installer = ModelInstaller(store, "2026-11-29", lambda weights, record: None, lambda *_: None)
    with pytest.raises(NoRoomError, match="MB more"):
        installer.install(entry, tight, stocked.address)
    assert stocked.asked == []


def test_files_that_an_earlier_version_brought_are_compared_and_not_fetched(stocked, store):
    staging = store.staging("tiny")
    staging.mkdir(parents=True)
    (staging / "w.safetensors").write_bytes(stocked.content)
    pinned = FileSpec("w.safetensors", 300_000, hashlib.sha256(stocked.content).hexdigest())
    install(stocked, store, entry=replace(ENTRY, files=(pinned, ENTRY.files[1])))
    assert [path for path, _ in stocked.asked] == [TOKENIZER]
    assert whole(store, stocked)


def test_a_file_that_lies_there_without_a_record_is_believed_by_its_checksum_alone(stocked, store):
    staging = store.staging("tiny")
    staging.mkdir(parents=True)
    (staging / "w.safetensors").write_bytes(b"x" * 300_000)
    install(stocked, store)
    assert whole(store, stocked)


def test_a_record_that_does_not_fit_the_file_is_not_believed(stocked, store):
    with pytest.raises(DeviceError):
        install(stocked, store, lambda weights, record: (_ for _ in ()).throw(DeviceError("gone")))
    (store.staging("tiny") / "w.safetensors").write_bytes(b"short")
    install(stocked, store)
    assert whole(store, stocked)


def test_only_what_is_proved_corrupt_is_deleted(stocked, store):
    stocked.plans[TOKENIZER] = [SourceAnswer(damage=True)]
    with pytest.raises(DamagedDownloadError):
        install(stocked, store)
    assert (store.staging("tiny") / "w.safetensors").read_bytes() == stocked.content
    install(stocked, store)
    assert [path for path, _ in stocked.asked].count(WEIGHTS) == 1


# ---- a commit that is not known beforehand

COMMIT = "0123456789abcdef0123456789abcdef01234567"
NEWEST = "/api/models/some/tiny/revision/main"
UNPINNED = replace(ENTRY, revision="")


@pytest.fixture
def moving(stocked: ModelSource) -> ModelSource:
    """A hub whose newest version is another one each time it is asked."""
    stocked.contents[NEWEST] = json.dumps({"id": "some/tiny", "sha": COMMIT}).encode()
    stocked.contents[f"/some/tiny/resolve/{COMMIT}/tokenizer.json"] = SMALL
    return stocked


def test_the_newest_version_is_asked_for_once_recorded_and_kept_to(moving, store):
    moving.plans[f"/some/tiny/resolve/{COMMIT}/w.safetensors"] = [SourceAnswer(cut=90_000), refuse(404)]
    with pytest.raises(DownloadError):
        install(moving, store, entry=UNPINNED)
    moving.contents[NEWEST] = json.dumps({"sha": "f" * 40}).encode()  # the branch has moved
    record = install(moving, store, entry=UNPINNED)
    assert [path for path, _ in moving.asked].count(NEWEST) == 1
    assert all(COMMIT in file.source for file in record.files)
    assert not any("/resolve/main/" in path for path, _ in moving.asked)
    assert whole(store, moving)


def test_a_pinned_model_asks_nobody_for_its_version(moving, store):
    install(moving, store)
    assert NEWEST not in [path for path, _ in moving.asked]


@pytest.mark.parametrize("answer", [b"", b"[]", b'{"sha": "main"}', b'{"sha": 3}', b"<xml/>", b'{"sha": "abc123"}'])
def test_an_answer_that_names_no_commit_is_refused(moving, store, answer):
    moving.contents[NEWEST] = answer
    with pytest.raises(DownloadError) as caught:
        install(moving, store, entry=UNPINNED)
    assert caught.value.reason == "answer"
    assert [path for path, _ in moving.asked] == [NEWEST]


@pytest.mark.parametrize(("act", "reason"), [(refuse(401), "unknown model"), (page(), "portal")])
def test_a_hub_that_does_not_know_the_model_is_told(moving, store, act, reason):
    moving.plans[NEWEST] = [act]
    with pytest.raises(DownloadError) as caught:
        install(moving, store, entry=UNPINNED)
    assert caught.value.reason == reason
