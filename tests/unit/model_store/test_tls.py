"""Protected connections, for real: certificates made for the test, trusted or not, with and without a proxy between."""

import base64
import datetime
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import trustme

from core.errors import Cancelled, DownloadError
from core.model_store.downloader import Downloader, DownloadRequest
from core.model_store.http_client import system_trust
from tests.unit.model_store.source import ModelSource, Proxy, SourceAnswer, refuse, send_on

Serve = Callable[..., ModelSource]


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def trusted(authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system trusts our authority, as after a company has installed its certificate."""
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))


@pytest.fixture
def serve(authority: trustme.CA) -> Iterator[Serve]:
    made: list[ModelSource] = []

    def make(*names: str, by: trustme.CA = authority, until: datetime.datetime | None = None, **more) -> ModelSource:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        by.issue_cert(*(names or ("127.0.0.1",)), not_after=until).configure_cert(context)
        made.append(ModelSource(bytes(range(256)) * 1_000, tls=context, **more))
        return made[-1]

    yield make
    for each in made:
        each.end()


@pytest.fixture
def proxies() -> Iterator[Callable[..., Proxy]]:
    made: list[Proxy] = []

    def make(**how) -> Proxy:
        made.append(Proxy(**how))
        return made[-1]

    yield make
    for each in made:
        each.end()


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "models" / "m.bin"


def fetch(url: str, target: Path, **how) -> list[float]:
    slept: list[float] = []
    fetcher = Downloader(timeout_s=2, tries=3, sleep=slept.append, **how)
    fetcher.fetch(DownloadRequest(url), target, lambda done, total: None)
    return slept


def refused(url: str, target: Path, **how) -> DownloadError:
    with pytest.raises(DownloadError) as caught:
        fetch(url, target, **how)
    return caught.value


@pytest.mark.usefixtures("trusted")
def test_a_certificate_the_system_trusts_is_enough(serve, target):
    source = serve()
    fetch(f"{source.address}/m.bin", target)
    assert target.read_bytes() == source.content


def test_whom_to_trust_is_the_systems_business():
    """On macOS and Windows Python's own list is empty or old; truststore asks the system there."""
    import truststore

    assert type(system_trust()) is truststore.SSLContext
    assert system_trust().verify_mode is ssl.CERT_REQUIRED
    assert system_trust().check_hostname


def test_an_unknown_authority_is_named_for_what_it_most_likely_is(serve, target):
    source = serve()
    error = refused(f"{source.address}/m.bin", target)
    assert error.reason == "certificate"
    assert f"127.0.0.1:{source.server_port}" in error.title
    assert "company" in error.hint
    assert "antivirus" in error.hint
    assert source.asked == []


@pytest.mark.usefixtures("trusted")
def test_a_certificate_for_another_name(serve, target):
    error = refused(f"{serve('models.example').address}/m.bin", target)
    assert error.reason == "certificate"
    assert "another name" in error.title


@pytest.mark.usefixtures("trusted")
def test_a_certificate_out_of_date_may_be_a_wrong_clock(serve, target):
    source = serve(until=datetime.datetime(2020, 1, 2, tzinfo=datetime.UTC))
    error = refused(f"{source.address}/m.bin", target)
    assert error.reason == "clock"
    assert str(datetime.datetime.now().year) in error.title


@pytest.mark.usefixtures("trusted")
def test_nothing_is_lost_when_the_certificate_changes_in_the_middle(serve, target, monkeypatch, tmp_path):
    source = serve()
    source.plan = [SourceAnswer(cut=70_000)]

    def stop(done: int, total: int) -> None:
        if done >= 70_000:
            raise Cancelled

    with pytest.raises(Cancelled):
        Downloader(sleep=lambda _: None).fetch(DownloadRequest(f"{source.address}/m.bin"), target, stop)
    with monkeypatch.context() as elsewhere:  # in a network that reads along
        trustme.CA().cert_pem.write_to_path(str(tmp_path / "other.pem"))
        elsewhere.setenv("SSL_CERT_FILE", str(tmp_path / "other.pem"))
        assert refused(f"{source.address}/m.bin", target).reason == "certificate"
    fetch(f"{source.address}/m.bin", target)
    assert source.ranges == ["", "bytes=70000-"]


def test_plain_text_where_a_protected_host_should_be(target):
    plain = ModelSource(b"x")
    try:
        error = refused(f"https://127.0.0.1:{plain.server_port}/m.bin", target)
    finally:
        plain.end()
    assert error.reason in ("tls", "broken")


@pytest.mark.usefixtures("trusted")
def test_a_redirect_out_of_the_protection_is_not_followed(serve, target):
    source = serve()
    source.plan = [send_on("http://127.0.0.1:9/login")]
    assert refused(f"{source.address}/m.bin", target).reason == "portal"


# ---- through a proxy


def word(text: str) -> str:
    return "Basic " + base64.b64encode(text.encode()).decode()


@pytest.mark.usefixtures("trusted")
def test_a_proxy_makes_a_tunnel_for_those_who_know_its_word(serve, proxies, target):
    source, proxy = serve(), proxies(wants=word("me:se@cret"))
    fetch(f"{source.address}/m.bin", target, proxy=f"http://me:se%40cret@{proxy.address}")
    assert proxy.asked[0][0] == f"127.0.0.1:{source.server_port}"
    assert "Proxy-Authorization" not in source.asked[0][1]
    assert target.read_bytes() == source.content


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize(("secret", "words"), [("", "requires a name and password"), ("me:wrong@", "rejected")])
def test_a_proxy_that_does_not_know_us(serve, proxies, target, secret, words):
    source, proxy = serve(), proxies(wants=word("me:secret"))
    error = refused(f"{source.address}/m.bin", target, proxy=f"http://{secret}{proxy.address}")
    assert error.reason == "proxy login"
    assert words in error.title
    assert proxy.address in error.title
    assert "wrong" not in str(error)
    assert len(proxy.asked) == 1


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize(("code", "asked"), [(403, 1), (502, 3), (503, 3)])
def test_a_proxy_that_does_not_connect(serve, proxies, target, code, asked):
    source, proxy = serve(), proxies(code=code)
    error = refused(f"{source.address}/m.bin", target, proxy=f"http://{proxy.address}")
    assert error.reason == "proxy"
    assert proxy.address in error.title
    assert len(proxy.asked) == asked


@pytest.mark.usefixtures("trusted")
def test_the_password_of_a_protected_mirror_is_not_carried_to_the_storage(serve, target):
    mirror, storage = serve(), serve("127.0.0.2", host="127.0.0.2")
    storage.plan = [SourceAnswer()]
    mirror.plan = [send_on(f"{storage.address}/blob")]
    fetch(f"{mirror.address}/m.bin".replace("https://", "https://me:secret@"), target)
    assert mirror.asked[0][1]["Authorization"] == word("me:secret")
    assert "Authorization" not in storage.asked[0][1]


@pytest.mark.usefixtures("trusted")
def test_a_wait_is_kept_on_protected_connections_too(serve, target):
    source = serve()
    source.plan = [refuse(429, Retry_After="9")]
    assert fetch(f"{source.address}/m.bin", target) == [9]
