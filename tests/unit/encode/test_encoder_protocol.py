"""Messages between the program and its encoder process."""

import io

import numpy as np
import pytest

from core import errors
from core.encode import encoder_protocol
from core.values import EncoderSpec, FrameShape, Ledger, Phrase, Query


def _there_and_back(header, arrays=()):
    pipe = io.BytesIO()
    encoder_protocol.write_message(pipe, header, arrays)
    pipe.seek(0)
    return encoder_protocol.read_message(pipe)


def test_a_message_comes_back_as_it_was_sent():
    arrays = [
        np.arange(12, dtype=np.uint8).reshape(3, 4)[:, ::2],
        np.zeros((0, 5), np.float16),
        np.array(2.5, np.float32),
        np.arange(6.0).reshape(1, 2, 3),
    ]
    header, got = _there_and_back({"op": "x", "text": "naïve 猫"}, arrays)
    assert header == {"op": "x", "text": "naïve 猫"}
    for sent, received in zip(arrays, got, strict=True):
        assert received.dtype == sent.dtype
        assert np.array_equal(received, sent)
    got[0][0, 0] = 7  # what was received may be written to


def test_a_pipe_that_gives_little_at_a_time_is_read_to_the_end():
    class Drops(io.BytesIO):
        def readinto(self, room):
            return super().readinto(memoryview(room)[:3])

    pipe = io.BytesIO()
    encoder_protocol.write_message(pipe, {"a": 1}, [np.arange(100)])
    assert np.array_equal(encoder_protocol.read_message(Drops(pipe.getvalue())).arrays[0], np.arange(100))


@pytest.mark.parametrize("kept", [0, 2, 10, -1])
def test_a_pipe_that_closes_midway_is_noticed(kept):
    pipe = io.BytesIO()
    encoder_protocol.write_message(pipe, {"a": 1}, [np.arange(100)])
    with pytest.raises(EOFError):
        encoder_protocol.read_message(io.BytesIO(pipe.getvalue()[:kept]))


def test_records_come_back_equal():
    spec = EncoderSpec("n", "b", "s" * 64, 8, 4, 12, FrameShape(32, "squash", "bilinear"), 77, 5, True)
    assert encoder_protocol.spec_from_json(_there_and_back(encoder_protocol.spec_to_json(spec)).header) == spec
    query = Query("a red car", (Phrase("red car", 2, 9),))
    assert encoder_protocol.query_from_json(_there_and_back(encoder_protocol.query_to_json(query)).header) == query


def test_a_ledger_comes_back_equal():
    draw = np.random.default_rng(0)
    shares = [draw.standard_normal(shape).astype(np.float32) for shape in ((3,), (2, 5, 3), (2, 5), (5, 3))]
    ledger = Ledger(
        "centres", (Phrase("car", 0, 3),), ("car", "(end)"), (0, -1), (0.0, 0.5, 1.0), *shares, 0.25, "about", (2, 1, 2)
    )
    back = encoder_protocol.ledger_from_wire(*_there_and_back(*encoder_protocol.ledger_to_wire(ledger)))
    for name in ("kind", "phrases", "words", "word_phrases", "times_s", "score", "approximation", "readings"):
        assert getattr(back, name) == getattr(ledger, name)
    for name in ("sentence", "cells", "word_centres", "assignment"):
        assert np.array_equal(getattr(back, name), getattr(ledger, name))


@pytest.mark.parametrize("kind", ["WeightsMissingError", "OutOfMemoryError", "EmptyQueryError", "DeviceError"])
def test_errors_keep_kind_and_sentences(kind):
    sent = getattr(errors, kind)("What.", "Why.")
    back = encoder_protocol.error_from_json(encoder_protocol.error_to_json(sent))
    assert type(back) is type(sent)
    assert (back.title, back.hint) == ("What.", "Why.")


def test_an_error_of_unknown_kind_is_still_an_encoder_error():
    assert isinstance(
        encoder_protocol.error_from_json({"kind": "NewError", "title": "T", "hint": ""}), errors.EncoderError
    )
