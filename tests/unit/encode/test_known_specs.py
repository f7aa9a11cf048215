"""What was found of a model holds for the very file it was found of."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from core.encode.encoder_options import EncoderOptions
from core.encode.known_specs import SETTLED_S, find_spec, find_state, keep_spec
from core.values import EncoderSpec, EncoderState, FrameShape

SPEC = EncoderSpec("odd", "clip_mean", "a" * 64, 4, 4, 12, FrameShape(224), 77, 0)
STATE = EncoderState("cpu", "float32", 16, 1, "measured")


@pytest.fixture
def options(tmp_path: Path) -> EncoderOptions:
    weights = tmp_path / "model.safetensors"
    weights.write_bytes(b"weights")
    os.utime(weights, (1000, 1000))
    return EncoderOptions("clip_mean", str(weights), "ViT-B-32", notes=str(tmp_path / "specs"))


def test_what_was_kept_is_found(options):
    assert find_spec(options) is None
    keep_spec(options, SPEC, STATE)
    assert find_spec(options) == SPEC
    assert find_state(options) == STATE


def test_a_file_that_was_exchanged_is_not_known(options):
    keep_spec(options, SPEC, STATE)
    path = Path(options.weights)
    path.write_bytes(b"WEIGHTS")
    os.utime(path, (1000, 1000))  # the same size and date
    assert find_spec(options) is None


def test_a_file_that_may_still_be_written_to_is_not_kept(options):
    keep_spec(options, SPEC, STATE, lambda: 1000 + SETTLED_S / 2)
    assert find_spec(options) is None


def test_another_model_of_the_same_file_is_not_known(options):
    keep_spec(options, SPEC, STATE)
    assert find_spec(replace(options, model="ViT-B-16")) is None


def test_where_it_ran_holds_for_the_same_options_only(options):
    keep_spec(options, SPEC, STATE)
    other = replace(options, device="cuda")
    assert find_spec(other) == SPEC
    assert find_state(other) is None


@pytest.mark.parametrize("said", ["", "{", "[]", '{"stamp": 1}'])
def test_a_damaged_note_is_none(options, said):
    keep_spec(options, SPEC, STATE)
    (note,) = Path(options.notes).iterdir()
    note.write_text(said, encoding="utf-8")
    assert find_spec(options) is None
    keep_spec(options, SPEC, STATE)
    assert find_spec(options) == SPEC


def test_without_a_folder_and_without_a_file_nothing_is_kept(options):
    keep_spec(replace(options, notes=""), SPEC, STATE)
    gone = replace(options, weights="openai")
    keep_spec(gone, SPEC, STATE)
    assert find_spec(gone) is None
    assert not Path(options.notes).exists()
