"""Messages between the program and its decoder."""

import io
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from core.media.decoder_protocol import (
    ERRORS,
    pack_error,
    pack_info,
    pack_sample,
    unpack_error,
    unpack_info,
    unpack_sample,
)
from core.processes.framing import Message, receive, send
from core.values import CreationDate, MediaInfo, Sample, SourceMetadata, Timecode


def through(fields, blobs=()) -> Message:
    stream = io.BytesIO()
    send(stream, fields, blobs)
    stream.seek(0)
    return receive(stream)


def test_a_sample_arrives_unchanged():
    pixels = np.random.default_rng(0).integers(0, 256, (8, 8, 3), dtype=np.uint8)
    sample = Sample(1.25, pixels, b"jpeg", (0.5, 1.0))
    fields, blobs = pack_sample(sample)
    back = unpack_sample(through(fields, blobs))
    assert (back.time_s, back.picture, back.cuts_s) == (1.25, b"jpeg", (0.5, 1.0))
    assert np.array_equal(back.pixels, pixels)
    assert type(back.picture) is bytes
    assert not back.pixels.flags.writeable


def test_a_record_arrives_unchanged():
    info = MediaInfo(
        Path("a.mp4"), 1, 10**18 + 1, 2.002, Fraction(30000, 1001), 640, 360, 90, "h264", 60, "ff-00", "Oh.", 3, 1.5
    )
    assert unpack_info(Path("a.mp4"), through(pack_info(info)).fields) == info
    date = CreationDate(datetime(2024, 5, 1, 14, 0, 7), 120, "date")
    info = replace(info, source=SourceMetadata(Timecode(7, Fraction(30000, 1001), True), date, "Sony", "A7", "A001"))
    assert unpack_info(Path("a.mp4"), through(pack_info(info)).fields) == info


@pytest.mark.parametrize("kind", sorted(ERRORS.values(), key=str))
def test_an_error_keeps_its_kind_and_words(kind):
    back = unpack_error(Path("a.mp4"), through(pack_error(kind(Path("x"), "Title.", "Hint."))).fields)
    assert type(back) is kind
    assert (back.path, back.title, back.hint) == (Path("a.mp4"), "Title.", "Hint.")
