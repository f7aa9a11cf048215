"""A download that is ended at whatever point, by whatever: the next start goes on, and no byte is fetched twice."""

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
    NoRoomError,
    OutOfMemoryError,
    ShelfError,
    WeightsCorruptError,
)
from core.model_store.downloader import Fetcher
from core.model_store.entries import Entry, FileSpec
from core.model_store.installer import Bringer
from core.model_store.store import Place
from tests.unit.model_store.source import Answer, Source, page, refuse
from tests.unit.model_store.test_installer import ENTRY, TOKENIZER, WEIGHTS

FETCHER = Fetcher(timeout_s=2, tries=2, sleep=lambda _: None)
SMALL = b'{"small": true}'


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "models")


@pytest.fixture
def stocked(source: Source) -> Source:
    source.contents[TOKENIZER] = SMALL
    return source


def everything(stocked: Source) -> int:
    return len(stocked.content) + len(SMALL)


def install(stocked: Source, place: Place, approve=lambda weights, record: None, entry: Entry = ENTRY, **how):
    bringer = Bringer(place, "2026-11-29", approve, lambda name, done, total: None, **{"sleep": lambda _: None, **how})
    return bringer.install(entry, FETCHER, stocked.address)


def names(place: Place) -> list[str]:
    return sorted(each.name for each in place.folder.iterdir())


def whole(place: Place, stocked: Source) -> bool:
    (record,) = place.records()
    inside = sorted(each.name for each in (place.folder / "tiny").iterdir())
    return (
        place.weights(record).read_bytes() == stocked.content
        and inside == ["record.json", "tokenizer.json", "w.safetensors"]
        and names(place) == ["tiny"]
    )


# ---- the look


@pytest.mark.parametrize(
    "end",
    [
        DeviceError("The process that looks at model files ended unexpectedly."),
        OutOfMemoryError("The file does not fit into memory."),
        EncoderError("open_clip knows no such model."),
        ShelfError("This version of the program does not have it."),
        Cancelled(),
        KeyboardInterrupt(),
        RuntimeError("a bug"),
    ],
    ids=lambda end: type(end).__name__,
)
def test_a_look_that_does_not_come_to_an_end_costs_no_byte(stocked, place, end):
    def look(weights, record):
        raise end

    with pytest.raises(type(end)):
        install(stocked, place, look)
    asked = len(stocked.asked)
    looked = []
    install(stocked, place, lambda weights, record: looked.append(weights.read_bytes()))
    assert looked == [stocked.content]
    assert (len(stocked.asked), stocked.sent) == (asked, everything(stocked))
    assert whole(place, stocked)


def test_weights_of_another_model_are_proved_wrong_unless_we_pinned_them(stocked, place):
    def look(weights, record):
        raise WeightsCorruptError("It does not fit.")

    pinned = FileSpec("w.safetensors", 300_000, hashlib.sha256(stocked.content).hexdigest())
    with pytest.raises(WeightsCorruptError):
        install(stocked, place, look, replace(ENTRY, files=(pinned, ENTRY.files[1])))
    assert names(place) == ["tiny.part"], "what has our checksum is right; the look is mistaken"
    with pytest.raises(WeightsCorruptError):
        install(stocked, place, look)
    assert names(place) == []


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
def test_a_name_that_cannot_be_given_at_once_is_given_later(stocked, place, monkeypatch, what, code):
    slept: list[float] = []
    Scanner(monkeypatch, what, 3, code)
    monkeypatch.setattr("core.model_store.partial_download.time.sleep", slept.append)
    install(stocked, place, sleep=slept.append)
    assert stocked.sent == everything(stocked)
    assert whole(place, stocked)
    assert slept == sorted(slept)


@pytest.mark.parametrize("what", ["tiny", "w.safetensors"])
def test_a_name_that_cannot_be_given_at_all_costs_no_byte(stocked, place, monkeypatch, what):
    with monkeypatch.context() as meanwhile:
        Scanner(meanwhile, what, 10_000)
        with pytest.raises(ShelfError, match=r"complete.*virus scanner.*no byte is fetched twice"):
            install(stocked, place)
    assert place.has_part("tiny")
    install(stocked, place)
    assert stocked.sent == everything(stocked)
    assert whole(place, stocked)


def test_a_wait_for_the_name_can_be_stopped(stocked, place, monkeypatch):
    def stopped(seconds: float) -> None:
        raise Cancelled

    with monkeypatch.context() as meanwhile:
        Scanner(meanwhile, "tiny", 10_000)
        with pytest.raises(Cancelled):
            install(stocked, place, sleep=stopped)
    install(stocked, place)
    assert stocked.sent == everything(stocked)


def test_what_is_in_the_way_is_told_before_the_download(stocked, place):
    (place.folder / "tiny").mkdir(parents=True)
    (place.folder / "tiny" / "notes.txt").write_text("mine")
    with pytest.raises(ShelfError, match="in the way"):
        install(stocked, place)
    assert stocked.asked == []
    assert (place.folder / "tiny" / "notes.txt").read_text() == "mine"
    (place.folder / "tiny" / "notes.txt").unlink()
    install(stocked, place)
    assert whole(place, stocked)


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
from core.model_store.installer import Bringer
from core.model_store.entries import Entry, FileSpec
from core.model_store.downloader import Fetcher
from core.model_store.store import Place

ENTRY, FETCHER = eval(sys.argv[4]), Fetcher(timeout_s=5)


def step(*_):
    global seen
    if seen == at:
        os.kill(os.getpid(), signal.SIGKILL)
    seen += 1


sys.addaudithook(count)
Bringer(Place(folder), "2026-11-29", step, step).install(ENTRY, FETCHER, address)
print(seen)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="ends itself by a signal")
@pytest.mark.timeout(280)
def test_a_program_that_is_killed_at_any_point_fetches_no_byte_twice(stocked, place, tmp_path):
    """Ended before each thing it does to the disk and between blocks, one after the other, until nothing is left."""
    for at in range(100):
        folder = tmp_path / f"models{at}"
        done = subprocess.run(
            [sys.executable, "-c", CHILD, str(folder), stocked.address, str(at), repr(ENTRY)],
            capture_output=True,
            text=True,
        )
        if done.returncode == 0:
            break
        assert done.returncode == -signal.SIGKILL, done.stderr
        mine = Place(folder)
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
    assert done.stdout.strip() == str(at)


def on_disk(place: Place, name: str) -> int:
    """Bytes of a file that are here, under whichever name."""
    staging = place.staging("tiny")
    found = [staging / name, staging / f"{name}.part", place.folder / "tiny" / name]
    return max((each.stat().st_size for each in found if each.exists()), default=0)


# ---- the disk, and what an earlier version left


def test_room_for_the_whole_model_is_asked_for_before_the_first_byte(stocked, place):
    entry = replace(ENTRY, parameters=10_000_000)
    tight = replace(FETCHER, free_bytes=lambda folder: 80_000_000)
    bringer = Bringer(place, "2026-11-29", lambda weights, record: None, lambda *_: None)
    with pytest.raises(NoRoomError, match="MB more"):
        bringer.install(entry, tight, stocked.address)
    assert stocked.asked == []


def test_files_that_an_earlier_version_brought_are_compared_and_not_fetched(stocked, place):
    staging = place.staging("tiny")
    staging.mkdir(parents=True)
    (staging / "w.safetensors").write_bytes(stocked.content)
    pinned = FileSpec("w.safetensors", 300_000, hashlib.sha256(stocked.content).hexdigest())
    install(stocked, place, entry=replace(ENTRY, files=(pinned, ENTRY.files[1])))
    assert [path for path, _ in stocked.asked] == [TOKENIZER]
    assert whole(place, stocked)


def test_a_file_that_lies_there_without_a_record_is_believed_by_its_checksum_alone(stocked, place):
    staging = place.staging("tiny")
    staging.mkdir(parents=True)
    (staging / "w.safetensors").write_bytes(b"x" * 300_000)
    install(stocked, place)
    assert whole(place, stocked)


def test_a_record_that_does_not_fit_the_file_is_not_believed(stocked, place):
    with pytest.raises(DeviceError):
        install(stocked, place, lambda weights, record: (_ for _ in ()).throw(DeviceError("gone")))
    (place.staging("tiny") / "w.safetensors").write_bytes(b"short")
    install(stocked, place)
    assert whole(place, stocked)


def test_only_what_is_proved_corrupt_is_deleted(stocked, place):
    stocked.plans[TOKENIZER] = [Answer(damage=True)]
    with pytest.raises(DamagedDownloadError):
        install(stocked, place)
    assert (place.staging("tiny") / "w.safetensors").read_bytes() == stocked.content
    install(stocked, place)
    assert [path for path, _ in stocked.asked].count(WEIGHTS) == 1


# ---- a commit that is not known beforehand

COMMIT = "0123456789abcdef0123456789abcdef01234567"
NEWEST = "/api/models/some/tiny/revision/main"
UNPINNED = replace(ENTRY, revision="")


@pytest.fixture
def moving(stocked: Source) -> Source:
    """A hub whose newest version is another one each time it is asked."""
    stocked.contents[NEWEST] = json.dumps({"id": "some/tiny", "sha": COMMIT}).encode()
    stocked.contents[f"/some/tiny/resolve/{COMMIT}/tokenizer.json"] = SMALL
    return stocked


def test_the_newest_version_is_asked_for_once_recorded_and_kept_to(moving, place):
    moving.plans[f"/some/tiny/resolve/{COMMIT}/w.safetensors"] = [Answer(cut=90_000), refuse(404)]
    with pytest.raises(DownloadError):
        install(moving, place, entry=UNPINNED)
    moving.contents[NEWEST] = json.dumps({"sha": "f" * 40}).encode()  # the branch has moved
    record = install(moving, place, entry=UNPINNED)
    assert [path for path, _ in moving.asked].count(NEWEST) == 1
    assert all(COMMIT in file.source for file in record.files)
    assert not any("/resolve/main/" in path for path, _ in moving.asked)
    assert whole(place, moving)


def test_a_pinned_model_asks_nobody_for_its_version(moving, place):
    install(moving, place)
    assert NEWEST not in [path for path, _ in moving.asked]


@pytest.mark.parametrize("answer", [b"", b"[]", b'{"sha": "main"}', b'{"sha": 3}', b"<xml/>", b'{"sha": "abc123"}'])
def test_an_answer_that_names_no_commit_is_refused(moving, place, answer):
    moving.contents[NEWEST] = answer
    with pytest.raises(DownloadError) as caught:
        install(moving, place, entry=UNPINNED)
    assert caught.value.reason == "answer"
    assert [path for path, _ in moving.asked] == [NEWEST]


@pytest.mark.parametrize(("act", "reason"), [(refuse(401), "unknown model"), (page(), "portal")])
def test_a_hub_that_does_not_know_the_model_is_told(moving, place, act, reason):
    moving.plans[NEWEST] = [act]
    with pytest.raises(DownloadError) as caught:
        install(moving, place, entry=UNPINNED)
    assert caught.value.reason == reason
