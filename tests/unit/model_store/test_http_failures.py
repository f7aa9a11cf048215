"""What a source, a proxy or the network says in place of a file: each has its own sentence and its own patience."""

import base64
import hashlib
import json
import socket
from dataclasses import replace
from email.utils import formatdate
from pathlib import Path

import pytest

from core.errors import Cancelled, DamagedDownloadError, DownloadError
from core.model_store.downloader import Downloaded, Downloader, DownloadRequest
from tests.unit.model_store.source import ModelSource, SourceAnswer, git_name, page, refuse, send_on

NOW_S = 1_795_000_000.0
ADDRESS = "/owner/model/resolve/main/m.bin"


class RefusalClock:
    """Time that passes only while somebody sleeps, and what is told of the pauses."""

    def __init__(self) -> None:
        self.now_s = NOW_S
        self.slept: list[float] = []
        self.told = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now_s += seconds

    def fetcher(self, **how) -> Downloader:
        return Downloader(
            timeout_s=0.5, tries=3, sleep=self.sleep, now=lambda: self.now_s, waiting=self.told.append, **how
        )


@pytest.fixture
def clock() -> RefusalClock:
    return RefusalClock()


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "models" / "m.bin"


def fetch(source: ModelSource, target: Path, fetcher: Downloader, path: str = ADDRESS, **known) -> Downloaded:
    return fetcher.fetch(DownloadRequest(source.address + path, **known), target, lambda done, total: None)


def refused(source: ModelSource, target: Path, fetcher: Downloader, **known) -> DownloadError:
    with pytest.raises(DownloadError) as caught:
        fetch(source, target, fetcher, **known)
    assert str(source.server_port) in str(caught.value) or "proxy" in str(caught.value)
    assert caught.value.hint
    return caught.value


# ---- asked to wait


@pytest.mark.parametrize(
    ("code", "said", "wanted_s"),
    [
        (429, {"Retry_After": "17"}, 17),
        (503, {"Retry_After": "17"}, 17),
        (429, {"RateLimit": '"api";r=0;t=55', "RateLimit_Policy": '"fixed window";"api";q=500;w=300'}, 55),
        (429, {"RateLimit_Reset": "70", "RateLimit_Remaining": "0"}, 70),
        (503, {"RateLimit": '"api";r=0;t=280'}, 280),
        (429, {"Retry_After": "0"}, 1),
    ],
)
def test_a_source_that_says_how_long_is_left_alone_that_long(source, target, clock, code, said, wanted_s):
    source.plan = [refuse(code, **said)]
    fetch(source, target, clock.fetcher())
    assert clock.slept == [wanted_s]
    assert [each.until_s if each else None for each in clock.told] == [NOW_S + wanted_s, None]
    assert clock.told[0].host == source.address.removeprefix("http://")
    assert target.read_bytes() == source.content


def test_a_date_is_waited_for_too(source, target, clock):
    source.plan = [refuse(429, Retry_After=formatdate(NOW_S + 60, usegmt=True), Date=formatdate(NOW_S, usegmt=True))]
    fetch(source, target, clock.fetcher())
    assert clock.slept[0] == pytest.approx(60, abs=1) or clock.slept[0] > 0


def test_a_limit_without_a_time_outlasts_the_hubs_window_of_five_minutes(source, target, clock):
    source.plan = [refuse(429)] * 6
    fetch(source, target, clock.fetcher())
    assert sum(clock.slept[:5]) >= 300
    assert max(clock.slept) <= 300
    assert clock.slept == sorted(clock.slept)


def test_waiting_is_no_failure_however_often(source, target, clock):
    source.plan = [refuse(429, Retry_After="20")] * 20
    fetch(source, target, clock.fetcher())
    assert len(source.asked) == 21


def test_waiting_ends_when_it_is_stopped_and_nothing_is_lost(source, target, clock):
    def stopped(seconds: float) -> None:
        raise Cancelled

    source.plan = [SourceAnswer(cut=70_000), refuse(429, Retry_After="100")]
    pauses = iter([lambda s: None, stopped])
    fetcher = replace(clock.fetcher(), sleep=lambda seconds: next(pauses)(seconds))
    with pytest.raises(Cancelled):
        fetch(source, target, fetcher)
    assert clock.told[-1] is None
    assert target.with_name("m.bin.part").stat().st_size == 70_000


@pytest.mark.parametrize("seconds", [4_000, 86_400])
def test_who_wants_to_be_left_alone_for_long_is_told_with_the_time(source, target, clock, seconds):
    source.plan = [SourceAnswer(cut=70_000), refuse(429, Retry_After=str(seconds))]
    error = refused(source, target, clock.fetcher())
    assert error.reason == "busy"
    assert target.with_name("m.bin.part").stat().st_size == 70_000


def test_a_source_that_never_stops_asking_is_given_up_within_an_hour(source, target, clock):
    source.plan = [refuse(429, Retry_After="0")] * 500
    assert refused(source, target, clock.fetcher()).reason == "busy"
    assert sum(clock.slept) <= 3600
    assert len(source.asked) < 150


def test_a_503_that_says_nothing_is_tried_again_soon(source, target, clock):
    source.plan = [refuse(503)]
    fetch(source, target, clock.fetcher())
    assert clock.slept == [1.0]
    assert clock.told == []


# ---- refusals of the hub and of the storage behind it


@pytest.mark.parametrize(
    ("act", "reason", "words"),
    [
        (refuse(401), "unknown model", "no public model"),
        (refuse(401, X_Error_Code="RepoNotFound"), "unknown model", "no public model"),
        (refuse(404, X_Error_Code="RepoNotFound"), "unknown model", "no public model"),
        (refuse(401, X_Error_Code="GatedRepo"), "login", "accept the licence"),
        (refuse(403, X_Error_Code="GatedRepo"), "login", "accept the licence"),
        (refuse(401, WWW_Authenticate='Basic realm="mirror"'), "login", "name and password"),
        (refuse(403), "forbidden", "403"),
        (refuse(451), "forbidden", "451"),
        (refuse(404), "not there", "file is no longer available"),
        (refuse(404, X_Error_Code="EntryNotFound"), "not there", "file is no longer available"),
        (refuse(404, X_Error_Code="RevisionNotFound"), "not there", "version"),
        (refuse(410), "not there", "no longer available"),
        (refuse(400), "answer", "400"),
        (refuse(511), "portal", "log in"),
    ],
)
def test_a_refusal_is_told_at_once_and_for_what_it_is(source, target, clock, act, reason, words):
    source.plan = [act] * 9
    error = refused(source, target, clock.fetcher())
    assert error.reason == reason
    assert words in str(error)
    assert len(source.asked) == 1


@pytest.fixture
def storage():
    made = ModelSource(b"", host="127.0.0.2")
    yield made
    made.end()


def hop(storage: ModelSource, content: bytes, sign: str):
    sha256 = hashlib.sha256(content).hexdigest()
    return send_on(
        f"{storage.address}/blob?sign={sign}", X_Linked_Etag=f'"{sha256}"', X_Linked_Size=str(len(content)),
        X_Repo_Commit="beef",
    )  # fmt: skip


@pytest.mark.parametrize("code", [403, 401, 400, 410])
def test_an_address_that_is_too_old_is_replaced_by_a_fresh_one(source, storage, target, clock, code):
    storage.content = source.content
    source.plan = [hop(storage, source.content, sign) for sign in "abcd"]
    storage.plans["/blob?sign=a"] = [SourceAnswer(linked=False, cut=90_000)]
    storage.plans["/blob?sign=b"] = [refuse(code)]
    fetch(source, target, clock.fetcher())
    assert [path for path, _ in storage.asked] == ["/blob?sign=a", "/blob?sign=b", "/blob?sign=c"]
    assert storage.ranges == ["", "bytes=90000-", "bytes=90000-"]
    assert storage.sent == 300_000
    assert target.read_bytes() == source.content


def test_a_storage_host_that_refuses_fresh_addresses_too_is_told(source, storage, target, clock):
    source.plan = [hop(storage, source.content, "a")] * 9
    storage.plan = [refuse(403)] * 9
    with pytest.raises(DownloadError) as caught:
        fetch(source, target, clock.fetcher())
    assert caught.value.reason == "forbidden"
    assert "clock" in caught.value.hint
    assert str(storage.server_port) in caught.value.title
    assert len(storage.asked) == 3


# ---- what lies there already


def test_a_part_that_is_whole_already_is_not_asked_for(source, target, clock):
    stop_before_the_name(source, target, clock)
    asked, sent = len(source.asked), source.sent
    assert fetch(source, target, clock.fetcher()).checked == "source"
    assert (len(source.asked), source.sent) == (asked, sent)
    assert target.read_bytes() == source.content


def test_a_pinned_part_that_is_whole_already_is_not_asked_for(source, target, clock):
    stop_before_the_name(source, target, clock)
    sha256 = hashlib.sha256(source.content).hexdigest()
    source.end()
    assert fetch(source, target, clock.fetcher(), sha256=sha256).checked == "pinned"


def test_a_small_file_that_is_whole_already_is_not_asked_for(source, target, clock):
    source.plan = [SourceAnswer(linked=False, git=True)]
    stop_before_the_name(source, target, clock)
    fetch(source, target, clock.fetcher())
    assert len(source.asked) == 1


def test_a_whole_part_of_a_source_without_checksums_is_compared_and_not_fetched(source, target, clock):
    """An ETag is no checksum: the source is asked for a rest, says that there is none, and what it says then counts."""
    source.plan = [SourceAnswer(linked=False)]
    with pytest.raises(Cancelled):
        clock.fetcher().fetch(DownloadRequest(source.address + ADDRESS), target, stop_at(300_000))
    source.plan = [refuse(416, X_Linked_Etag=f'"{hashlib.sha256(source.content).hexdigest()}"')]
    fetch(source, target, clock.fetcher())
    assert source.sent == 300_000


@pytest.mark.parametrize("said", [{}, {"Content_Range": "bytes */300000"}])
def test_no_rest_is_no_reason_to_throw_anything_away(source, target, clock, said):
    begin(source, target, clock)
    source.plan = [refuse(416, **said)] * 2
    with pytest.raises(DownloadError):
        fetch(source, target, Downloader(timeout_s=0.5, tries=2, sleep=clock.sleep))
    assert target.with_name("m.bin.part").stat().st_size == 90_000
    fetch(source, target, clock.fetcher())
    assert source.ranges[-1] == "bytes=90000-"


def test_a_part_longer_than_the_file_is_begun_anew(source, target, clock):
    source.plan = [SourceAnswer(linked=False)]
    with pytest.raises(Cancelled):
        clock.fetcher().fetch(DownloadRequest(source.address + ADDRESS), target, stop_at(300_000))
    source.content = source.content[:1_000]
    fetch(source, target, clock.fetcher())
    assert target.read_bytes() == source.content


def test_another_mirror_goes_on_with_what_the_first_one_gave(source, storage, target, clock):
    storage.content = source.content
    begin(source, target, clock)
    fetch(storage, target, clock.fetcher())
    assert storage.ranges == ["bytes=90000-"]
    assert target.read_bytes() == source.content


# ---- checksums of small files


def test_a_weak_etag_is_accepted_when_it_is_gits_sum(source, target, clock):
    source.plan = [SourceAnswer(linked=False, etag="", weak=True)]
    assert fetch(source, target, clock.fetcher()).checked == "source"


def test_a_weak_etag_with_the_hubs_commit_is_gits_sum_and_nothing_else(source, target, clock):
    name = git_name(source.content)
    source.plan = [SourceAnswer(linked=False, etag=name, weak=True, headers={"X-Repo-Commit": "beef"}, damage=True)]
    with pytest.raises(DamagedDownloadError, match="checksum is wrong"):
        fetch(source, target, clock.fetcher())


def test_a_weak_etag_that_is_no_sum_of_the_file_vouches_for_nothing(source, target, clock):
    source.plan = [SourceAnswer(linked=False, etag="0" * 40, weak=True)]
    with pytest.raises(DamagedDownloadError, match="no checksum"):
        fetch(source, target, clock.fetcher())


# ---- pages in place of files


@pytest.mark.parametrize("act", [page(), page(kind="text/plain"), page(kind="application/octet-stream")])
@pytest.mark.parametrize("so_far", [0, 90_000])
def test_a_login_page_is_no_file_and_costs_no_byte(source, target, clock, act, so_far):
    if so_far:
        begin(source, target, clock)
    source.plan = [act]
    assert refused(source, target, clock.fetcher()).reason == "portal"
    fetch(source, target, clock.fetcher())
    assert source.ranges[-1] == (f"bytes={so_far}-" if so_far else "")
    assert target.read_bytes() == source.content


def test_a_wrong_length_is_not_taken_for_the_file(source, target, clock):
    source.plan = [
        SourceAnswer(cut=90_000),
        SourceAnswer(headers={"X-Linked-Size": "300000"}, declare=-5, ranges=False),
    ]
    fetch(source, target, clock.fetcher())
    assert source.ranges == ["", "bytes=90000-", "bytes=90000-"]
    assert target.read_bytes() == source.content


# ---- names and passwords


def basic(text: str) -> str:
    return "Basic " + base64.b64encode(text.encode()).decode()


def test_the_password_of_a_mirror_goes_to_the_mirror_alone(source, storage, target, clock):
    storage.content = source.content
    source.plan = [send_on("/elsewhere", X_Repo_Commit="beef")]
    source.plans["/elsewhere"] = [hop(storage, source.content, "a")]
    storage.plan = [SourceAnswer(linked=False)]
    address = source.address.replace("http://", "http://me:se%40cret@")
    fetched = clock.fetcher().fetch(DownloadRequest(address + ADDRESS), target, lambda done, total: None)
    assert [headers.get("Authorization") for _, headers in source.asked] == [basic("me:se@cret")] * 2
    assert "Authorization" not in storage.asked[0][1]
    assert fetched.checked == "source"


def test_no_sentence_and_no_note_shows_a_password(source, target, clock):
    address = source.address.replace("http://", "http://me:secret@")
    source.plan = [SourceAnswer(cut=1_000), *[refuse(401)] * 3]
    with pytest.raises(DownloadError) as caught:
        clock.fetcher().fetch(DownloadRequest(address + ADDRESS), target, lambda done, total: None)
    assert caught.value.reason == "login"
    assert "secret" not in str(caught.value)
    assert "secret" not in target.with_name("m.bin.part.json").read_text()


def test_the_password_of_a_proxy_stays_with_the_proxy(source, storage, target, clock, monkeypatch):
    storage.content = source.content
    source.plan = [hop(storage, source.content, "a")]
    storage.plan = [SourceAnswer(linked=False)]
    proxy = source.address.replace("http://", "http://me:secret@")
    monkeypatch.setenv("http_proxy", proxy)
    monkeypatch.setenv("no_proxy", "127.0.0.2")
    clock.fetcher().fetch(DownloadRequest("http://models.invalid/m.bin"), target, lambda done, total: None)
    assert source.asked[0][1]["Proxy-Authorization"] == basic("me:secret")
    assert "Proxy-Authorization" not in storage.asked[0][1]


# ---- no connection


def free_port() -> int:
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        return made.getsockname()[1]


def failed(url: str, target: Path, clock: RefusalClock, **how) -> DownloadError:
    with pytest.raises(DownloadError) as caught:
        clock.fetcher(**how).fetch(DownloadRequest(url), target, lambda done, total: None)
    return caught.value


def test_nobody_listens(target, clock):
    error = failed(f"http://127.0.0.1:{free_port()}/m.bin", target, clock)
    assert error.reason == "refused"
    assert "Check your connection" in error.hint
    assert len(clock.slept) == 2


def test_a_name_nobody_knows(target, clock):
    error = failed("http://models.invalid/m.bin", target, clock)
    assert error.reason == "name"
    assert "models.invalid" in error.title


def test_a_proxy_that_is_not_there_is_named(target, clock):
    port = free_port()
    error = failed("http://models.invalid/m.bin", target, clock, proxy=f"http://me:secret@127.0.0.1:{port}")
    assert error.reason == "refused"
    assert f"proxy 127.0.0.1:{port}" in error.title
    assert "secret" not in str(error)


def test_a_source_that_hangs_up(source, target, clock):
    def hang_up(talk) -> None:
        talk.connection.shutdown(socket.SHUT_RDWR)

    source.plan = [hang_up] * 9
    assert refused(source, target, clock.fetcher()).reason == "broken"


def test_a_source_that_is_silent(source, target, clock):
    source.plan = [lambda talk: talk.server.over.wait(5)] * 9
    assert refused(source, target, clock.fetcher(), bytes=0).reason == "timeout"


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:1080", "ftp://127.0.0.1:21"])
def test_a_kind_of_proxy_that_is_not_spoken(target, clock, proxy):
    assert failed("http://models.invalid/m.bin", target, clock, proxy=proxy).reason == "address"


def test_a_proxy_that_wants_a_name(source, target, clock):
    source.plan = [refuse(407)]
    assert failed("http://models.invalid/m.bin", target, clock, proxy=source.address).reason == "proxy login"


# ---- short answers


def test_a_short_answer_is_waited_for_like_a_file(source, clock):
    source.content = json.dumps({"sha": "a" * 40}).encode()
    source.plan = [refuse(429, Retry_After="3"), refuse(502)]
    assert json.loads(clock.fetcher().ask(f"{source.address}/api/models/o/m/revision/main", "M"))["sha"] == "a" * 40
    assert clock.slept[0] == 3
    source.plan = [page()]
    with pytest.raises(DownloadError) as caught:
        clock.fetcher().ask(f"{source.address}/api", "M")
    assert caught.value.reason == "portal"
    source.content = b"x" * (2 << 20)
    with pytest.raises(DownloadError):
        clock.fetcher().ask(f"{source.address}/api", "M")


def stop_at(count: int):
    def report(done: int, total: int) -> None:
        if done >= count:
            raise Cancelled

    return report


def begin(source: ModelSource, target: Path, clock: RefusalClock) -> None:
    """As a program that ends when 90,000 bytes are here."""
    source.plan = [SourceAnswer(cut=90_000)]
    with pytest.raises(Cancelled):
        clock.fetcher().fetch(DownloadRequest(source.address + ADDRESS), target, stop_at(90_000))


def stop_before_the_name(source: ModelSource, target: Path, clock: RefusalClock) -> None:
    """As a program that ends between the last byte and the name."""

    def end(fetched: Downloaded) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        clock.fetcher().fetch(DownloadRequest(source.address + ADDRESS), target, lambda done, total: None, end)
    assert target.with_name("m.bin.part").stat().st_size == len(source.content)
