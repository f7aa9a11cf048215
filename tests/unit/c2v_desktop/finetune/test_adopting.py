"""A taught file becomes a model that opens: with the tokenizer that belongs to it."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from c2v_desktop.finetune.adopting import adopt_model
from core import registry
from core.encode.encoder_options import EncoderOptions
from core.encode.weights import CheckpointMeta, read_card, write_checkpoint
from core.errors import WeightsCorruptError
from core.finetune.run_folder import RunFolder, RunPlan
from core.model_store.installer import ModelInstaller
from core.model_store.store import ModelStore
from core.values.teaching import TeachingOutcome, TeachingPlan
from tests.unit.encode.frozen import tiny as frozen_tiny
from tests.unit.encode.tiny import tiny_model


@pytest.fixture
def finished(tmp_path):
    """A run of Frozen in Time whose result lies in its folder, but no tokenizer."""
    base = tmp_path / "base"
    base.mkdir()
    weights = frozen_tiny.write_tiny(base)
    (base / "my-tokens.json").write_text("of somebody else")
    folder = RunFolder(tmp_path / "run")
    options = EncoderOptions("frozen", weights=str(weights), device="cpu", precision="float32")
    run = RunPlan(TeachingPlan("full"), options.to_json(), "Tiny Frozen", "tiny-frozen")
    folder.write_plan(run)
    model = frozen_tiny.tiny_frozen()
    meta = CheckpointMeta("Mine", words=model.sizes.positions, backend="frozen", vocab=frozen_tiny.VOCAB)
    write_checkpoint(folder.result, model, meta)
    return folder, run, options


def adopted(tmp_path, folder, run, name="My shots", backend="frozen") -> Path:
    """The weights file of the stored model."""
    store = ModelStore(tmp_path / "models")
    installer = ModelInstaller(store, "2026-11-30", lambda *_: None, lambda *_: None)
    outcome = TeachingOutcome("better", "Better.", 9, 9, (), (), folder.result)
    key = adopt_model(installer, store, folder, run, outcome, name)
    record = store.find(key)
    assert (record.backend, record.name) == (backend, name)
    return store.folder / key / record.weights


def test_a_taught_frozen_model_opens_with_the_tokenizer_of_the_former_one(finished, tmp_path):
    folder, run, options = finished
    weights = adopted(tmp_path, folder, run)
    assert {each.name for each in weights.parent.iterdir()}.isdisjoint({"my-tokens.json"})
    former, taught = (
        registry.load(registry.BACKENDS, "frozen").build(each)
        for each in (options, replace(options, weights=str(weights)))
    )
    read = [each.encode_text(["a red car drives"])[0].pooled for each in (former, taught)]
    assert float(read[0] @ read[1]) > 0.999, "weights are stored in half precision"
    for each in (former, taught):
        each.close()


@pytest.mark.parametrize("backend", ["frozen", "clip2video"])
def test_whatever_opens_a_taught_model_calls_it_as_the_person_did(backend, finished, tmp_path):
    folder, run, options = finished
    card = {"way": "full", "queries": 9}
    model = frozen_tiny.tiny_frozen() if backend == "frozen" else tiny_model(vocab=49408)
    meta = {"words": model.sizes.positions, "vocab": frozen_tiny.VOCAB} if backend == "frozen" else {}
    write_checkpoint(folder.result, model, CheckpointMeta("Tiny, taught", backend=backend, **meta), card=card)
    run = replace(run, base={**run.base, "backend": backend})
    before = folder.result.read_bytes()
    weights = adopted(tmp_path, folder, run, "Möwen & “Rex”", backend)
    encoder = registry.load(registry.BACKENDS, backend).build(replace(options, backend=backend, weights=str(weights)))
    assert encoder.spec.name == "Möwen & “Rex”"
    encoder.close()
    assert read_card(weights) == card
    tensors, kept = load_file(folder.result), load_file(weights)
    assert tensors.keys() == kept.keys()
    assert all(np.array_equal(tensors[name], kept[name]) for name in tensors)
    assert folder.result.read_bytes() == before


@pytest.mark.parametrize("harm", [b"", b"\x00" * 40, b"\x09" + b"\x00" * 7 + b'{"a": [}', b"<html>"])
def test_a_damaged_result_becomes_no_model(harm, finished, tmp_path):
    folder, run, _ = finished
    folder.result.write_bytes(harm)
    with pytest.raises(WeightsCorruptError):
        adopted(tmp_path, folder, run)
    assert list((tmp_path / "models").glob("*/*.safetensors")) == []


def test_the_tokenizer_that_the_run_kept_comes_first(finished, tmp_path):
    folder, run, _ = finished
    kept = (Path(run.base["weights"]).with_name("vocab.txt")).read_bytes() + b"extra\n"
    folder.result.with_name("vocab.txt").write_bytes(kept)
    assert adopted(tmp_path, folder, run).with_name("vocab.txt").read_bytes() == kept
