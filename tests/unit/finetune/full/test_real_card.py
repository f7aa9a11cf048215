"""On a real card: the same vectors and losses as on the processor. `make gpu` runs these."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from core import registry
from core.encode.encoder_options import EncoderOptions
from core.encode.weights import CheckpointMeta, write_checkpoint
from core.finetune.full.recipe import CLIP2VIDEO, FROZEN
from core.finetune.full.trainer import FullTrainer
from core.values import Query
from core.values.teaching import AddedWord
from tests.unit.encode.frozen import tiny as frozen_tiny
from tests.unit.encode.tiny import tiny_model
from tests.unit.encode.towers import KINDS, make_towers
from tests.unit.finetune.full.tiny_pairs import CLIP2VIDEO_STYLE, FROZEN_STYLE, MODELS, pairs_for

pytestmark = [
    pytest.mark.gpu,
    pytest.mark.skipif(not torch.cuda.is_available(), reason="no graphics card here"),
]
RECIPES = {
    "clip2video": (replace(CLIP2VIDEO, batch=8, epochs=6, tower_share=0.1, rate=1e-3), CLIP2VIDEO_STYLE),
    "frozen": (replace(FROZEN, batch=8, epochs=6, rate=1e-4), FROZEN_STYLE),
}


def trainer_on(name, device, **changes):
    recipe, style = RECIPES[name]
    return FullTrainer(MODELS[name]().to(device), pairs_for(name, 8), style, replace(recipe, **changes))


@pytest.mark.parametrize("precision", ["float32", "bfloat16", "float16", "auto"])
@pytest.mark.parametrize("chunk", [0, 3])
@pytest.mark.parametrize("name", MODELS)
def test_a_card_trains_as_the_processor_does(name, chunk, precision):
    here = trainer_on(name, "cpu", precision="float32", chunk=chunk)
    there = trainer_on(name, "cuda", precision=precision, chunk=chunk)
    first = here.advance(), there.advance()
    # Dropout of the two devices differs.
    assert first[1] == pytest.approx(
        first[0], rel=0.2 if name == "frozen" else 1e-4 if precision == "float32" else 0.05
    )
    for _ in range(there.steps - 2):
        assert np.isfinite(there.advance())
    kept = there.state()
    again = trainer_on(name, "cuda", precision=precision, chunk=chunk)
    again.restore(kept)
    assert again.advance() == pytest.approx(there.advance(), rel=1e-2)
    learned = again.learned()
    assert all(not weight.is_cuda for weight in learned.values())
    again.use(learned)
    for each in (here, there, again):
        each.close()


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    folder = tmp_path_factory.mktemp("models")
    tokens = [49406, 49407, *range(256, 4000, 3)]
    write_checkpoint(folder / "tiny.safetensors", tiny_model(vocab=49408), CheckpointMeta("Tiny model"), tokens)
    state = make_towers(KINDS[0], folder).state_dict()
    save_file({name: each.float().contiguous() for name, each in state.items()}, folder / "tower.safetensors")
    (folder / "frozen").mkdir()
    return {
        "clip2video": EncoderOptions(weights=str(folder / "tiny.safetensors")),
        "clip_mean": EncoderOptions("clip_mean", str(folder / "tower.safetensors"), KINDS[0].name),
        "frozen": EncoderOptions("frozen", str(frozen_tiny.write_tiny(folder / "frozen"))),
    }


@pytest.mark.parametrize("precision", ["float32", "bfloat16", "float16", "auto"])
@pytest.mark.parametrize("name", ["clip2video", "clip_mean", "frozen"])
def test_an_encoder_gives_the_vectors_of_the_processor(name, precision, models):
    build = registry.load(registry.BACKENDS, name).build
    here = build(replace(models[name], device="cpu", precision="float32", threads=1))
    there = build(replace(models[name], device="cuda", precision=precision, threads=1))
    side = here.spec.frame_shape.image_px
    pixels = np.random.default_rng(0).integers(0, 256, (5, side, side, 3), dtype=np.uint8)
    width = here.word_table.width
    words = [AddedWord("rex", np.random.default_rng(1).normal(size=(2, width)).astype(np.float32))]
    found = []
    for encoder in (here, there):
        frames = encoder.encode_frames(pixels)
        clips = encoder.encode_segments(frames[None], np.ones((1, 5), np.uint8))
        encoder.set_words(words)
        texts = np.stack([each.pooled for each in encoder.encode_text(["a red car", "rex drives a car"])])
        score = encoder.explain(Query("a red car", ()), frames, [0.0, 1, 2, 3, 4]).score
        found.append((frames.astype(np.float64), clips, texts, score))
        encoder.close()
    for a, b in zip(found[0][:3], found[1][:3], strict=True):
        norms = np.linalg.norm(a, axis=-1) * np.linalg.norm(b, axis=-1)
        assert ((a * b).sum(-1) / norms).min() > (0.9999 if precision == "float32" else 0.99)
    assert found[1][3] == pytest.approx(found[0][3], abs=0.05)
