"""What was measured of number formats is kept beside the weights, machine by machine, and believed while it holds."""

import dataclasses
import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from core.encode.format_measurements import (
    FormatMeasurements,
    FormatTrial,
    keep_measured,
    made_file,
    note_file,
    processor_key,
    read_measured,
)
from core.errors import EncoderError

PLAIN = FormatTrial("float32", 10.0, 1.0)
TRIALS = (PLAIN, FormatTrial("bfloat16", 30.0, 0.99994), FormatTrial("int8", 50.0, 0.9985))


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    return tmp_path / "w.safetensors"


def test_the_fastest_that_agrees_is_the_best():
    measured = FormatMeasurements("tower", TRIALS, "32 pictures", "2026-11-26")
    assert measured.best.format == "bfloat16"
    assert measured.speedup(measured.best) == pytest.approx(3.0)
    assert measured.note == "bfloat16 measured 3.0 times as fast as float32, 2026-11-26"
    assert FormatMeasurements("tower", TRIALS[::2], "", "").best == PLAIN
    assert FormatMeasurements("tower", TRIALS[::2], "", "").note == ""
    assert FormatMeasurements("tower", (PLAIN, FormatTrial("int8", 50.0, 0.999)), "", "").best.format == "int8"


def test_a_file_of_its_own_must_be_worth_its_room():
    files = (FormatTrial("int8", 32.0, 0.9999), FormatTrial("float32 onnx", 34.0, 1.0))
    measured = FormatMeasurements("tower", (*TRIALS[:2], *files), "", "")
    assert measured.best.format == "float32 onnx"
    assert measured.without_files().best.format == "bfloat16"
    slower = FormatMeasurements("tower", (*TRIALS[:2], files[0], FormatTrial("float32 onnx", 32.9, 1.0)), "", "")
    assert slower.best.format == "bfloat16"


def test_each_machine_has_its_own_and_another_tower_ends_them_all(weights):
    first, second = FormatMeasurements("tower", TRIALS, "a", "1"), FormatMeasurements("tower", (PLAIN,), "b", "2")
    keep_measured(weights, "one", first)
    keep_measured(weights, "two", second)
    assert read_measured(weights) == {"one": first, "two": second}
    other = FormatMeasurements("other tower", (PLAIN,), "c", "3")
    keep_measured(weights, "two", other)
    assert read_measured(weights) == {"two": other}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"machines": {"a": 3}}',
        '{"machines": {"a": {"tower": "t", "trials": [], "pictures": "", "date": ""}}}',
        '{"machines": {"a": {"tower": "t", "trials": [{"format": "float32", "images_per_s": 1, "cosine": 1.0}], '
        '"pictures": "", "date": "", "made": "../../elsewhere"}}}',
    ],
)
def test_a_note_that_cannot_be_read_was_never_written(weights, text):
    assert read_measured(weights) == {}
    note_file(weights).write_text(text)
    assert read_measured(weights) == {}


def test_the_made_file_must_be_the_one_that_was_measured(weights):
    made = weights.with_name("w.int8.onnx")
    made.write_bytes(b"eight bits")
    measured = FormatMeasurements("tower", TRIALS, "", "", made.name, hashlib.sha256(b"eight bits").hexdigest())
    assert made_file(weights, measured) == made
    made.write_bytes(b"nine bits")
    assert made_file(weights, measured) is None
    made.unlink()
    assert made_file(weights, measured) is None
    assert made_file(weights, dataclasses.replace(measured, made="")) is None


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    with pytest.raises(EncoderError, match=r"could not be saved next to w\.pt"):
        keep_measured(tmp_path / "nowhere" / "w.pt", "one", FormatMeasurements("tower", (PLAIN,), "", ""))


def test_machines_differ_by_threads():
    assert processor_key(1) != processor_key(2)
    assert "torch" in processor_key(1)


def test_reading_it_loads_no_torch():
    code = "import sys, core.encode.format_measurements; print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
