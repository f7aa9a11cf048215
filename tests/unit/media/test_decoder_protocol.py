"""Messages between the program and its decoder."""

import io
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from core.errors import MediaError, TruncatedError, UnreadableError, UnsupportedError, VanishedError
from core.media.decoder_protocol import (
    HEAD,
    BrokenWireError,
    DecoderMessage,
    pack_error,
    pack_info,
    pack_sample,
    receive,
    send,
    unpack_error,
    unpack_info,
    unpack_sample,
)
from core.values import MediaInfo, Sample


def through(fields, blobs=()) -> DecoderMessage:
    stream = io.BytesIO()
    send(stream, fields, blobs)
    stream.seek(0)
    return receive(stream)


def test_a_message_arrives_with_its_blobs():
    message = through({"verb": "probe", "job": 7}, (b"one", b"", b"three"))
    assert message.fields == {"verb": "probe", "job": 7}
    assert message.blobs == (b"one", b"", b"three")


def test_paths_of_any_bytes_arrive():
    path = "caf\udce9 \n 猫.mp4"
    assert through({"path": path}).fields["path"] == path


def test_a_sample_arrives_unchanged():
    pixels = np.random.default_rng(0).integers(0, 256, (8, 8, 3), dtype=np.uint8)
    sample = Sample(1.25, pixels, b"jpeg", (0.5, 1.0))
    fields, blobs = pack_sample(sample)
    back = unpack_sample(through(fields, blobs))
    assert (back.time_s, back.picture, back.cuts_s) == (1.25, b"jpeg", (0.5, 1.0))
    assert np.array_equal(back.pixels, pixels)


def test_a_record_arrives_unchanged():
    info = MediaInfo(
        Path("a.mp4"), 1, 10**18 + 1, 2.002, Fraction(30000, 1001), 640, 360, 90, "h264", 60, "ff-00", "Oh.", 3, 1.5
    )
    assert unpack_info(Path("a.mp4"), through(pack_info(info)).fields) == info


@pytest.mark.parametrize("kind", [MediaError, UnreadableError, UnsupportedError, TruncatedError, VanishedError])
def test_an_error_keeps_its_kind_and_words(kind):
    back = unpack_error(Path("a.mp4"), through(pack_error(kind(Path("x"), "Title.", "Hint."))).fields)
    assert type(back) is kind
    assert (back.path, back.title, back.hint) == (Path("a.mp4"), "Title.", "Hint.")


@pytest.mark.parametrize(
    "data",
    [b"", b"\x01", HEAD.pack(10, 0) + b"{}", HEAD.pack(2, 0) + b"{}", HEAD.pack(4, 0) + b"oops", HEAD.pack(2**31, 0)],
)
def test_anything_else_is_a_broken_wire(data):
    with pytest.raises(BrokenWireError):
        receive(io.BytesIO(data))


def test_a_closed_stream_is_a_broken_wire():
    stream = io.BytesIO()
    stream.close()
    with pytest.raises(BrokenWireError):
        send(stream, {})
    with pytest.raises(BrokenWireError):
        receive(stream)
