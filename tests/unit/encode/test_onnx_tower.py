"""An image tower in float32 by ONNX Runtime: the numbers torch gives, for every kind of tower."""

import os
import subprocess
import sys

import pytest
import torch

from core.encode.format_measurements import ONNX
from core.encode.onnx_tower import make_tower, open_tower
from tests.unit.encode.towers import KINDS, make_towers


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_kind_of_image_tower_gives_the_same_numbers(kind, tmp_path):
    visual = make_towers(kind, tmp_path).visual
    made = tmp_path / "w.float32.onnx"
    make_tower(visual, kind.image_px, ONNX, made)
    near = open_tower(made, ONNX)
    for frames in (1, 2, 5):
        pixels = torch.randn(frames, 3, kind.image_px, kind.image_px, generator=torch.Generator().manual_seed(frames))
        with torch.inference_mode():
            torch.testing.assert_close(near(pixels), visual(pixels), atol=1e-4, rtol=0)


@pytest.mark.skipif(sys.platform == "win32", reason="asks the C library by its name on POSIX systems")
def test_onnx_runtime_is_told_not_to_call_its_makers():
    """Its library reads the environment of the process, not Python's copy of it."""
    read = (
        "import ctypes, sys; import core.encode.onnx_runtime; assert 'onnxruntime' not in sys.modules; "
        "get = ctypes.CDLL(None).getenv; get.restype = ctypes.c_char_p; print(get(b'ORT_DISABLE_TELEMETRY').decode())"
    )
    without = {name: value for name, value in os.environ.items() if name != "ORT_DISABLE_TELEMETRY"}
    done = subprocess.run([sys.executable, "-c", read], capture_output=True, text=True, env=without, check=True)
    assert done.stdout.strip() == "1"
