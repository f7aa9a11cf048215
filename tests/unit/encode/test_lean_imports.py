"""open_clip without what plain towers do not use: the same vectors, and nothing kept from whoever asks later."""

import json
import subprocess
import sys

import numpy as np
import pytest

import resources
from core.encode.backends import clip2video
from core.encode.encoder_options import EncoderOptions
from core.encode.lean_imports import has_plain_towers, left_out

DEMO = str(resources.path("models/demo.safetensors"))
SENTENCE = "a red circle grows, then a blue square moves left"
CHILD = """
import json, sys
import numpy as np
from core.encode.encoder_main import load
from core.encode.encoder_options import EncoderOptions
encoder = load(EncoderOptions(weights=sys.argv[1], device="cpu", precision="float32", threads=1))
side = encoder.spec.frame_shape.image_px
pixels = np.random.default_rng(0).integers(0, 256, (2, side, side, 3), dtype=np.uint8)
names = ("torchvision", "timm", "transformers", "huggingface_hub", "torch._dynamo", "sympy")
print(json.dumps([
    [name for name in names if name in sys.modules],
    encoder.encode_text([sys.argv[2]])[0].pooled.tobytes().hex(),
    encoder.encode_frames(pixels).tobytes().hex(),
    encoder.spec.weights_sha256 + encoder.spec.frames_sha256 + encoder.spec.text_sha256,
]))
"""


def test_a_plain_model_is_loaded_without_the_libraries_it_does_not_use_and_sees_and_reads_the_same():
    ran = subprocess.run(
        [sys.executable, "-c", CHILD, DEMO, SENTENCE], capture_output=True, text=True, check=True, timeout=300
    )
    loaded, text, frames, identity = json.loads(ran.stdout.splitlines()[-1])
    assert loaded == []
    whole = clip2video.build(EncoderOptions(weights=DEMO, device="cpu", precision="float32", threads=1))
    side = whole.spec.frame_shape.image_px
    pixels = np.random.default_rng(0).integers(0, 256, (2, side, side, 3), dtype=np.uint8)
    assert bytes.fromhex(text) == whole.encode_text([SENTENCE])[0].pooled.tobytes()
    assert bytes.fromhex(frames) == whole.encode_frames(pixels).tobytes()
    assert identity == whole.spec.weights_sha256 + whole.spec.frames_sha256 + whole.spec.text_sha256


@pytest.mark.parametrize(
    ("backend", "model", "plain"),
    [
        ("clip_mean", "ViT-B-32", True),
        ("clip_mean", "RN50", True),
        ("clip_mean", "ViT-B-16-SigLIP", False),
        ("clip_mean", "xlm-roberta-base-ViT-B-32", False),
        ("clip_mean", "no such model", False),
        ("clip_mean", "", False),
        ("frozen", "", False),
    ],
)
def test_models_with_parts_of_timm_or_transformers_are_known_by_their_configuration(backend, model, plain):
    assert has_plain_towers(EncoderOptions(backend, model=model)) is plain


def test_a_checkpoint_says_what_its_towers_are(tmp_path):
    torn = tmp_path / "torn.safetensors"
    torn.write_bytes(b"\x10\0\0\0\0\0\0\0{")
    assert has_plain_towers(EncoderOptions(weights=DEMO))
    assert not has_plain_towers(EncoderOptions(weights=str(torn)))
    assert not has_plain_towers(EncoderOptions(weights=str(tmp_path / "gone.pt")))


def test_what_was_left_out_can_be_imported_afterwards():
    sys.modules.pop("colorsys", None)
    with left_out(("colorsys", "torchvision")), pytest.raises(ModuleNotFoundError):
        __import__("colorsys")
    assert __import__("colorsys").rgb_to_hsv(0, 0, 0) == (0.0, 0.0, 0)
