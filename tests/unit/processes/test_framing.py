"""Messages over pipes: whole, or a broken channel."""

import io
import json

import pytest

from core.processes.framing import HEAD, MAX_BLOBS_BYTES, MAX_JSON_BYTES, ChannelError, Message, receive, send


def packed(fields, blobs=()) -> bytes:
    stream = io.BytesIO()
    send(stream, fields, blobs)
    return stream.getvalue()


def through(fields, blobs=()) -> Message:
    return receive(io.BytesIO(packed(fields, blobs)))


def test_a_message_arrives_with_its_blobs():
    message = through({"verb": "probe", "job": 7}, (b"one", b"", memoryview(b"three")))
    assert message.fields == {"verb": "probe", "job": 7}
    assert message.blobs == (b"one", b"", b"three")
    message.blobs[0][0] = 0  # what arrived may be written to


def test_text_of_any_kind_arrives():
    path = "caf\udce9 \n 猫.mp4"
    assert through({"path": path}).fields["path"] == path


def test_messages_follow_one_another():
    stream = io.BytesIO(packed({"n": 1}, [b"abc"]) + packed({"n": 2}))
    assert [receive(stream).fields["n"] for _ in range(2)] == [1, 2]
    with pytest.raises(ChannelError):
        receive(stream)


def test_a_pipe_that_gives_little_at_a_time_is_read_to_the_end():
    class Drops(io.BytesIO):
        def readinto(self, room):
            return super().readinto(memoryview(room)[:3])

    message = receive(Drops(packed({"a": 1}, [bytes(range(256)), b"x"])))
    assert message.fields == {"a": 1}
    assert message.blobs == (bytes(range(256)), b"x")


def test_a_pipe_that_closes_anywhere_is_noticed():
    data = packed({"a": 1}, [b"blob", b"another"])
    for kept in range(len(data)):
        with pytest.raises(ChannelError):
            receive(io.BytesIO(data[:kept]))


def of(fields, blobs_bytes=0) -> bytes:
    text = json.dumps(fields).encode()
    return HEAD.pack(len(text), blobs_bytes) + text + bytes(max(0, min(blobs_bytes, 99)))


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(HEAD.pack(MAX_JSON_BYTES + 1, 0), id="too much text"),
        pytest.param(HEAD.pack(2, MAX_BLOBS_BYTES + 1) + b"{}", id="too many blobs"),
        pytest.param(b"Traceback (most recent call last):", id="print"),
        pytest.param(HEAD.pack(4, 0) + b"oops", id="no json"),
        pytest.param(HEAD.pack(1, 0) + b"\xff", id="no text"),
        pytest.param(HEAD.pack(60_000, 0) + b"[" * 60_000, id="too deep"),
        pytest.param(of({}), id="no sizes"),
        pytest.param(of([]), id="no object"),
        pytest.param(of({"blobs": 3}, 3), id="sizes that are no list"),
        pytest.param(of({"blobs": ["3"]}, 3), id="a size that is no number"),
        pytest.param(of({"blobs": [-1, 4]}, 3), id="a size below nothing"),
        pytest.param(of({"blobs": [3]}, 4), id="sizes that disagree"),
        pytest.param(of({"blobs": [True]}, 1), id="a size that is true"),
    ],
)
def test_anything_else_is_a_broken_channel(data):
    with pytest.raises(ChannelError):
        receive(io.BytesIO(data))


def test_no_room_for_a_message_is_a_broken_channel(monkeypatch):
    def no_room(_):
        raise MemoryError

    data = packed({"a": 1})
    monkeypatch.setattr("core.processes.framing.bytearray", no_room, raising=False)
    with pytest.raises(ChannelError):
        receive(io.BytesIO(data))


def test_a_closed_stream_is_a_broken_channel():
    stream = io.BytesIO()
    stream.close()
    with pytest.raises(ChannelError):
        send(stream, {})
    with pytest.raises(ChannelError):
        receive(stream)
