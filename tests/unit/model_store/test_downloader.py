"""Downloads, end to end against a source on loopback that stalls, breaks off, lies and damages."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import Cancelled, DamagedDownloadError, DownloadError, ModelStoreError, NoRoomError
from core.model_store import partial_download
from core.model_store.downloader import Downloaded, Downloader, DownloadRequest
from tests.unit.model_store.source import ModelSource, SourceAnswer, refuse, send_on

FETCHER = Downloader(timeout_s=0.3, sleep=lambda _: None)


def fetch(
    source: ModelSource, target: Path, fetcher: Downloader = FETCHER, report=lambda done, total: None, **known
) -> Downloaded:
    return fetcher.fetch(DownloadRequest(f"{source.address}/m.bin", **known), target, report)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "models" / "m.bin"


def names(target: Path) -> list[str]:
    return sorted(each.name for each in target.parent.iterdir())


def stop_after(count: int):
    def report(done: int, total: int) -> None:
        if done >= count:
            raise Cancelled

    return report


def test_a_file_arrives_whole_checked_and_told(source, target):
    told = []
    got = fetch(source, target, report=lambda done, total: told.append((done, total)))
    assert target.read_bytes() == source.content
    assert got == Downloaded(300_000, hashlib.sha256(source.content).hexdigest(), "source", "c0ffee")
    assert told[0] == (0, 300_000)
    assert told[-1] == (300_000, 300_000)
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert names(target) == ["m.bin"]


def test_until_the_last_byte_the_name_is_not_taken(source, target):
    seen = []
    fetch(source, target, report=lambda done, total: seen.append(target.exists()))
    assert not any(seen)


def test_a_stop_leaves_the_part_and_the_next_try_brings_only_the_rest(source, target):
    with pytest.raises(Cancelled):
        fetch(source, target, report=stop_after(100_000))
    part = target.with_name("m.bin.part")
    have = part.stat().st_size
    assert 100_000 <= have < 300_000
    fetch(source, target)
    assert source.ranges == ["", f"bytes={have}-"]
    assert target.read_bytes() == source.content


@pytest.mark.parametrize(
    "act", [SourceAnswer(cut=70_000), SourceAnswer(stall=70_000), SourceAnswer(cut=70_000, chunked=True)]
)
def test_a_connection_that_breaks_or_stalls_is_taken_up_where_it_ended(source, target, act):
    source.plan = [act]
    fetch(source, target)
    assert source.ranges == ["", "bytes=70000-"]
    assert target.read_bytes() == source.content


def test_a_source_that_never_gets_further_is_given_up_and_the_part_stays(source, target):
    source.plan = [SourceAnswer(cut=200_000), *[SourceAnswer(stall=0)] * 9]
    waits: list[float] = []
    fetcher = Downloader(timeout_s=0.1, tries=3, sleep=waits.append)
    with pytest.raises(DownloadError, match=r"127\.0\.0\.1.*did not respond in time.*resumes where it stopped"):
        fetch(source, target, fetcher)
    assert target.with_name("m.bin.part").stat().st_size == 200_000
    assert waits == [0.5, 1.0, 2.0]
    source.plan = []
    fetch(source, target)
    assert source.ranges[-1] == "bytes=200000-"
    assert target.read_bytes() == source.content


def test_progress_earns_patience(source, target):
    source.plan = [SourceAnswer(cut=70_000), SourceAnswer(cut=70_000), SourceAnswer(cut=70_000)]
    fetch(source, target, Downloader(tries=1, sleep=lambda _: None))
    assert target.read_bytes() == source.content


def test_a_source_that_ignores_ranges_is_read_from_the_start(source, target):
    source.plan = [SourceAnswer(cut=70_000), SourceAnswer(ranges=False)]
    fetch(source, target)
    assert source.ranges == ["", "bytes=70000-"]
    assert target.read_bytes() == source.content


@pytest.mark.parametrize("linked", [True, False])
def test_a_file_that_changed_meanwhile_is_read_from_the_start(source, target, linked):
    with pytest.raises(Cancelled):
        fetch(source, target, report=stop_after(100_000))
    source.content = bytes(reversed(source.content))
    source.plan = [SourceAnswer(etag="v2", linked=linked)] * 2
    fetch(source, target, sha256=hashlib.sha256(source.content).hexdigest())
    assert target.read_bytes() == source.content


def test_ranges_answered_in_spite_of_a_change_are_not_sewn_together(source, target):
    """Some servers send the asked part of a new file, whatever If-Range says."""
    source.plan = [SourceAnswer(linked=False, cut=70_000)]
    with pytest.raises(Cancelled):
        fetch(source, target, report=stop_after(70_000))
    source.content = bytes(reversed(source.content))

    class Stubborn(SourceAnswer):
        def _start(self, talk):
            asked = talk.headers.get("Range", "")
            return int(asked.removeprefix("bytes=").rstrip("-")) if asked else 0

    source.plan = [Stubborn(etag="v2", linked=False), Stubborn(etag="v2", linked=False)]
    fetch(source, target, sha256=hashlib.sha256(source.content).hexdigest())
    assert source.ranges[-2:] == ["bytes=70000-", ""]
    assert target.read_bytes() == source.content


@pytest.mark.parametrize("declare", [5_000, 50_000_000])
def test_a_source_that_announces_more_than_it_has(source, target, declare):
    source.plan = [SourceAnswer(declare=declare), *[refuse(416)] * 20]
    with pytest.raises(DownloadError, match="not responding correctly"):
        fetch(source, target)
    assert not target.exists()


def test_a_source_that_announces_less_than_the_file_is_caught_by_the_checksum(source, target):
    source.plan = [SourceAnswer(declare=-5_000)]
    with pytest.raises(DamagedDownloadError, match="checksum is wrong"):
        fetch(source, target)
    assert names(target) == []


def test_a_file_of_another_size_than_known_is_refused_at_once(source, target):
    with pytest.raises(DownloadError, match="300,000 bytes, expected 299,999"):
        fetch(source, target, bytes=299_999)
    assert not target.exists()


@pytest.mark.parametrize("pinned", [True, False])
def test_damaged_bytes_are_removed(source, target, pinned):
    source.plan = [SourceAnswer(damage=True)]
    known = {"sha256": hashlib.sha256(source.content).hexdigest()} if pinned else {}
    with pytest.raises(DamagedDownloadError, match="checksum is wrong"):
        fetch(source, target, **known)
    assert names(target) == []


def test_our_own_checksum_outweighs_what_the_source_says(source, target):
    with pytest.raises(DamagedDownloadError):
        fetch(source, target, sha256="0" * 64)
    assert fetch(source, target, sha256=hashlib.sha256(source.content).hexdigest()).checked == "pinned"


def test_small_files_are_checked_by_gits_sum(source, target):
    source.plan = [SourceAnswer(linked=False, git=True), SourceAnswer(linked=False, git=True, damage=True)]
    assert fetch(source, target).checked == "source"
    with pytest.raises(DamagedDownloadError):
        fetch(source, target.with_name("again.bin"))


def test_a_file_nobody_vouches_for_is_not_kept(source, target):
    source.plan = [SourceAnswer(linked=False)]
    with pytest.raises(DamagedDownloadError, match="no checksum"):
        fetch(source, target)
    assert names(target) == []


def test_redirects_are_followed_with_the_range_and_the_hubs_record(source, target):
    sha256 = hashlib.sha256(source.content).hexdigest()
    hop = send_on("/cdn/m.bin", X_Linked_Etag=f'"{sha256}"', X_Linked_Size="300000", X_Repo_Commit="beef")
    source.plans["/m.bin"] = [hop, hop]
    source.plan = [SourceAnswer(linked=False, cut=90_000), SourceAnswer(linked=False)]
    got = fetch(source, target)
    assert [path for path, _ in source.asked] == ["/m.bin", "/cdn/m.bin", "/m.bin", "/cdn/m.bin"]
    assert source.ranges[-1] == "bytes=90000-"
    assert (got.checked, got.commit, got.sha256) == ("source", "beef", sha256)
    assert target.read_bytes() == source.content


def test_a_circle_of_redirects_ends(source, target):
    source.plans["/m.bin"] = [send_on("/m.bin") for _ in range(30)]
    with pytest.raises(DownloadError):
        fetch(source, target)


@pytest.mark.parametrize("to", ["file:///etc/passwd", "ftp://127.0.0.1/m.bin"])
def test_a_redirect_to_anything_but_the_web_is_not_followed(source, target, to):
    source.plan = [send_on(to)]
    with pytest.raises(DownloadError):
        fetch(source, target)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (404, "no longer available"),
        (410, "no longer available"),
        (401, "made private"),
        (403, "accept its licence"),
        (400, "400"),
    ],
)
def test_a_refusal_is_told_at_once(source, target, code, words):
    source.plan = [refuse(code)]
    with pytest.raises(DownloadError, match=words):
        fetch(source, target)
    assert len(source.asked) == 1


def test_a_busy_source_is_asked_again(source, target):
    source.plan = [refuse(503), refuse(429), refuse(500)]
    fetch(source, target)
    assert target.read_bytes() == source.content


def test_no_connection_is_a_sentence(source, target):
    address = source.address
    source.end()
    with pytest.raises(DownloadError, match="Check your connection"):
        FETCHER.fetch(DownloadRequest(f"{address}/m.bin"), target, lambda done, total: None)


def test_a_packed_body_is_refused(source, target):
    source.plan = [SourceAnswer(headers={"Content-Encoding": "gzip"})]
    with pytest.raises(DownloadError, match="compressed"):
        fetch(source, target)


def test_without_room_nothing_is_written(source, target):
    full = replace(FETCHER, free_bytes=lambda folder: 1_000_000)
    with pytest.raises(NoRoomError, match="MB more"):
        fetch(source, target, full)
    assert target.with_name("m.bin.part").stat().st_size == 0
    fetch(source, target)


def test_a_disk_that_becomes_full_meanwhile_is_told_and_loses_nothing(source, target, monkeypatch):
    add, room = partial_download.PartialDownload.add, [2]

    def full(self, block):
        room[0] -= 1
        if room[0] < 0:
            with partial_download.writing(self.target):
                raise OSError(28, "No space left on device")
        add(self, block)

    monkeypatch.setattr(partial_download.PartialDownload, "add", full)
    source.plan = [SourceAnswer(cut=90_000)]
    with pytest.raises(NoRoomError, match="disk is full"):
        fetch(source, target)
    assert target.with_name("m.bin.part").stat().st_size > 0
    monkeypatch.undo()
    fetch(source, target)
    assert target.read_bytes() == source.content


def test_a_place_that_cannot_be_written_is_a_sentence(source, tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ModelStoreError, match="cannot be written"):
        fetch(source, tmp_path / "file" / "m.bin")
    assert source.asked == []


def test_a_part_of_another_address_is_forgotten(source, target):
    with pytest.raises(Cancelled):
        fetch(source, target, report=stop_after(1))
    FETCHER.fetch(DownloadRequest(f"{source.address}/other.bin"), target, lambda done, total: None)
    assert source.ranges == ["", ""]
    assert target.read_bytes() == source.content


@pytest.mark.parametrize("note", ["", "{", "[]", '{"url": 1}'])
def test_a_part_whose_note_is_unreadable_is_forgotten(source, target, note):
    with pytest.raises(Cancelled):
        fetch(source, target, report=stop_after(1))
    target.with_name("m.bin.part.json").write_text(note)
    fetch(source, target)
    assert source.ranges == ["", ""]


def test_damage_of_the_part_on_disk_is_found(source, target):
    with pytest.raises(Cancelled):
        fetch(source, target, report=stop_after(100_000))
    part = target.with_name("m.bin.part")
    part.write_bytes(b"x" + part.read_bytes()[1:])
    with pytest.raises(DamagedDownloadError):
        fetch(source, target)
    fetch(source, target)
    assert target.read_bytes() == source.content


def test_the_proxy_of_the_environment_is_used(source, target, monkeypatch):
    monkeypatch.setenv("http_proxy", source.address)
    FETCHER.fetch(DownloadRequest("http://models.invalid/m.bin"), target, lambda done, total: None)
    assert source.asked[0][0] == "http://models.invalid/m.bin"
    assert target.read_bytes() == source.content


def test_the_note_names_the_file_it_is_a_part_of(source, target):
    with pytest.raises(Cancelled):
        fetch(source, target, report=stop_after(1))
    note = json.loads(target.with_name("m.bin.part.json").read_text())
    assert note == {"url": f"{source.address}/m.bin", "validator": hashlib.sha256(source.content).hexdigest()}


def test_a_proxy_of_the_settings_is_asked_for_the_whole_address(source, tmp_path):
    fetcher = Downloader(timeout_s=0.3, tries=2, proxy=source.address, sleep=lambda _: None)
    fetcher.fetch(DownloadRequest("http://models.invalid/w.bin"), tmp_path / "w.bin", lambda done, total: None)
    assert source.asked[0][0] == "http://models.invalid/w.bin"
    assert (tmp_path / "w.bin").read_bytes() == source.content
