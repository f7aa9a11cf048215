"""Messages between the program and its encoder process."""

import io
from dataclasses import fields, replace

import numpy as np
import pytest

from core import errors
from core.encode import encoder_protocol
from core.processes.framing import ChannelError, Message, receive, send
from core.values import EncoderSpec, FrameShape, Phrase, Query
from tests.fakes.ledgers import make_ledger, make_phrase_scores


def _there_and_back(header, arrays=()):
    pipe = io.BytesIO()
    send(pipe, *encoder_protocol.pack_arrays(header, arrays))
    pipe.seek(0)
    return encoder_protocol.unpack_arrays(receive(pipe))


def test_a_message_comes_back_as_it_was_sent():
    arrays: list[np.ndarray] = [
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


@pytest.mark.parametrize(
    "message",
    [
        Message({}),
        Message({"arrays": [["<f4", [2]]]}),
        Message({"arrays": [["<f4", [2]]]}, (bytearray(7),)),
        Message({"arrays": [["no such type", [1]]]}, (bytearray(4),)),
        Message({"arrays": [["<f4", [3]]]}, (bytearray(8),)),
        Message({"arrays": 7}),
    ],
)
def test_arrays_that_are_none_are_a_broken_channel(message):
    with pytest.raises(ChannelError):
        encoder_protocol.unpack_arrays(message)


def test_records_come_back_equal():
    spec = EncoderSpec("n", "b", "s" * 64, 8, 4, 12, FrameShape(32, "squash", "bilinear"), 77, 5, True)
    assert encoder_protocol.spec_from_json(_there_and_back(encoder_protocol.spec_to_json(spec)).header) == spec
    query = Query("a red car", (Phrase("red car", 2, 9),))
    assert encoder_protocol.query_from_json(_there_and_back(encoder_protocol.query_to_json(query)).header) == query


QUERY = Query("car, parked", (Phrase("car", 0, 3),))


@pytest.mark.parametrize(
    "sent",
    [
        make_ledger(QUERY),
        replace(make_phrase_scores(QUERY), approximation="about"),
        make_phrase_scores(Query("car", ())),
    ],
)
def test_every_kind_of_explanation_comes_back_equal(sent):
    back = encoder_protocol.explanation_from_wire(*_there_and_back(*encoder_protocol.explanation_to_wire(sent)))
    assert type(back) is type(sent)
    for each in fields(sent):
        there, here = getattr(sent, each.name), getattr(back, each.name)
        if isinstance(there, np.ndarray):
            assert here.dtype == there.dtype
            assert np.array_equal(here, there)
        else:
            assert here == there


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
