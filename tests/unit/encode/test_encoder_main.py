"""The encoder process's loop, without a process."""

import io
from pathlib import Path

import numpy as np
import pytest

from core.encode import encoder_main, encoder_protocol
from core.encode.encoder_options import EncoderOptions
from core.encode.encoder_protocol import EncoderMessage
from core.processes.framing import receive
from core.values import Ledger, Phrase, Query


class _NoMoreError(Exception):
    pass


def converse(*requests: EncoderMessage) -> list[EncoderMessage]:
    """Send requests to the loop and collect its answers."""
    waiting = iter(requests)
    pipe = io.BytesIO()

    def following() -> EncoderMessage:
        try:
            return next(waiting)
        except StopIteration:
            raise _NoMoreError from None

    with pytest.raises(_NoMoreError):
        encoder_main.serve(following, pipe)
    pipe.seek(0)
    return [encoder_protocol.unpack_arrays(receive(pipe)) for _ in requests]


@pytest.fixture
def load(checkpoint: Path) -> EncoderMessage:
    options = EncoderOptions(weights=str(checkpoint), precision="float32", threads=1, batch=3)
    return EncoderMessage({"op": "load", "options": options.to_json()}, [])


def test_every_request_is_answered_with_the_state(load):
    pixels = np.random.default_rng(0).integers(0, 256, (4, 32, 32, 3), dtype=np.uint8)
    query = Query("a red car", (Phrase("red car", 2, 9),))
    frames = converse(load, EncoderMessage({"op": "encode_frames"}, [pixels]))[1].arrays[0]
    loaded, segments, texts, none, ledger = converse(
        load,
        EncoderMessage({"op": "encode_segments"}, [frames[None], np.ones((1, 4), np.uint8)]),
        EncoderMessage({"op": "encode_text", "texts": ["dog " * 40, "cat"]}, []),
        EncoderMessage({"op": "encode_text", "texts": []}, []),
        EncoderMessage(
            {"op": "explain", "query": encoder_protocol.query_to_json(query), "times_s": [0, 1, 2, 3]}, [frames]
        ),
    )
    assert encoder_protocol.spec_from_json(loaded.header["spec"]).name == "Tiny model"
    assert loaded.header["state"]["batch"] == 3
    assert segments.arrays[0].shape == (1, 128)
    assert texts.arrays[0].shape == (2, 128)
    assert texts.header["texts"][0][1] == ["dog"] * 10
    assert none.arrays[0].shape == (0, 128)
    made = encoder_protocol.explanation_from_wire(ledger.header, ledger.arrays)
    assert isinstance(made, Ledger)
    assert made.score == pytest.approx(float(made.sentence.sum() + made.cells.sum()), abs=1e-5)


def test_failures_are_told_and_the_loop_goes_on(load):
    early, missing, unknown, loaded, strange, empty = converse(
        EncoderMessage({"op": "encode_text", "texts": ["too early"]}, []),
        EncoderMessage({"op": "load", "options": EncoderOptions(weights="/none").to_json()}, []),
        EncoderMessage({"op": "load", "options": EncoderOptions(backend="nothing").to_json()}, []),
        load,
        EncoderMessage({"op": "sing"}, []),
        EncoderMessage({"op": "encode_text", "texts": [""]}, []),
    )
    assert "before a model was named" in early.header["bug"]
    assert missing.header["error"]["kind"] == "WeightsMissingError"
    assert unknown.header["error"]["kind"] == "EncoderError"
    assert "spec" in loaded.header
    assert "sing" in strange.header["bug"]
    assert empty.header["error"]["kind"] == "EmptyQueryError"


def test_memory_that_runs_out_is_told(load, monkeypatch):
    def no_room(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(encoder_main, "_answer", no_room)
    _, answer = converse(load, EncoderMessage({"op": "encode_text", "texts": ["x"]}, []))
    assert answer.header["error"]["kind"] == "OutOfMemoryError"


def test_a_closed_pipe_ends_the_loop(load):
    class Closed(io.BytesIO):
        def write(self, _):
            raise BrokenPipeError

    encoder_main.serve(lambda: load, Closed())
