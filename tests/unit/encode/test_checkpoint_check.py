"""What a checkpoint file is: recognised whole, or a table of every name that does not fit."""

import zipfile
from pathlib import Path

import open_clip
import pytest
import torch
from safetensors.torch import load_file, save_file

import resources
from core.encode import checkpoint_check
from core.encode.backends.clip2video import build_from_state_dict
from core.encode.checkpoint_report import Mismatch
from core.encode.weights import CheckpointMeta, write_checkpoint
from core.errors import EncoderError, WeightsCorruptError
from tests.unit.encode.tiny import teach_architecture, tiny_state

TINY = "tiny-fit-model"


@pytest.fixture(scope="module", autouse=True)
def _tiny_architecture(tmp_path_factory):
    """The towers of `tiny_state`, as open_clip would name them."""
    teach_architecture(tmp_path_factory.mktemp("config"), TINY)


def mixed(state):
    """Half precision where the authors' files have it."""
    return {name: each.half() if "mlp" in name or "attn" in name else each for name, each in state.items()}


def saved(path: Path, state) -> Path:
    torch.save(state, path)
    return path


def towers(state):
    return {name: each for name, each in state.items() if name.startswith("clip.")}


@pytest.mark.parametrize("centres", [5, 7])
@pytest.mark.parametrize("layers", [1, 4])
@pytest.mark.parametrize("prefix", ["", "module."])
def test_clip2videos_own_files_are_recognised(tmp_path, centres, layers, prefix):
    state = {prefix + name: each for name, each in mixed(tiny_state(centres=centres, layers=layers)).items()}
    found = checkpoint_check.recognise(saved(tmp_path / "pytorch_model.bin.2", state))
    assert (found.kind, found.misfits, found.left_out) == ("clip2video", (), "")
    assert f"{centres} centres, {layers} temporal layers" in found.about
    assert found.tensors == len(state)


def test_every_name_that_does_not_fit_is_in_the_table(tmp_path):
    state = tiny_state()
    del state["trans_layernorm.bias"]
    state["clip.ln_final.weight"] = torch.zeros(63)
    state["surplus.weight"] = torch.zeros(2, 3)
    found = checkpoint_check.recognise(saved(tmp_path / "x.bin", state))
    assert found.kind == "clip2video"
    assert set(found.misfits) == {
        Mismatch("trans_layernorm.bias", "missing", "", "64"),
        Mismatch("clip.ln_final.weight", "wrong shape", "63", "64"),
        Mismatch("surplus.weight", "unexpected", "2x3", ""),
    }


def test_a_gap_in_the_depth_does_not_fit(tmp_path):
    state = {name: each for name, each in tiny_state(layers=3).items() if ".resblocks.1." not in name}
    found = checkpoint_check.recognise(saved(tmp_path / "x.bin", state))
    assert {each.problem for each in found.misfits} == {"missing", "unexpected"}
    assert all("transformerClip" in each.name for each in found.misfits)


def test_without_a_name_that_sizes_are_read_from_the_published_model_is_compared(tmp_path):
    state = tiny_state()
    del state["clip.visual.conv1.weight"]
    misfits = {each.name: each for each in checkpoint_check.recognise(saved(tmp_path / "x.bin", state)).misfits}
    assert misfits["clip.visual.conv1.weight"] == Mismatch("clip.visual.conv1.weight", "missing", "", "768x3x32x32")


def test_clip4clip_without_a_temporal_part_maps(tmp_path):
    found = checkpoint_check.recognise(saved(tmp_path / "x.bin", mixed(towers(tiny_state()))), TINY)
    assert (found.kind, found.misfits, found.left_out) == ("clip4clip", (), "")
    assert found.architecture == TINY


@pytest.mark.parametrize(
    ("beside", "words"),
    [("transformerClip.resblocks.0.ln_1.weight", "seqTransf"), ("lstm_visual.weight_ih_l0", "seqLSTM")],
)
def test_clip4clip_with_a_temporal_part_says_what_would_be_left_out(tmp_path, beside, words):
    state = {**towers(tiny_state()), beside: torch.zeros(64), "frame_position_embeddings.weight": torch.zeros(40, 64)}
    found = checkpoint_check.recognise(saved(tmp_path / "x.bin", state), TINY)
    assert found.kind == "clip4clip"
    assert words in found.left_out


def test_towers_that_are_written_score_as_they_did(tmp_path):
    """The towers alone, in open_clip's own class, give the frames' vectors of the whole model."""
    state = tiny_state()
    checkpoint_check.write_towers(saved(tmp_path / "x.bin", mixed(state)), tmp_path / "towers.safetensors")
    assert checkpoint_check.fits_architecture(tmp_path / "towers.safetensors", TINY).misfits == ()
    model = open_clip.create_model(TINY, load_weights=False)
    model.load_state_dict(load_file(tmp_path / "towers.safetensors"), strict=True)
    pixels = torch.randn(2, 3, 32, 32, generator=torch.Generator().manual_seed(1))
    whole = build_from_state_dict(mixed(state))
    with torch.inference_mode():
        assert torch.allclose(model.eval().encode_image(pixels), whole.encode_frames(pixels), atol=1e-5)


def test_heads_do_not_matter_when_only_towers_are_wanted(tmp_path):
    state = tiny_state()
    del state["weight_center"]
    path = saved(tmp_path / "x.bin", state)
    assert checkpoint_check.recognise(path).misfits
    assert checkpoint_check.recognise_towers(path, TINY).misfits == ()


def test_towers_under_heads_that_say_what_they_are_need_no_name(tmp_path):
    model = build_from_state_dict(mixed(tiny_state()))
    path, tokens = tmp_path / "taught.safetensors", [3, 5, 7]
    write_checkpoint(path, model, CheckpointMeta("Taught", architecture=TINY, vocab=model.clip.vocab_size), tokens)
    found = checkpoint_check.recognise_towers(path)
    assert (found.architecture, found.misfits) == (TINY, ())
    checkpoint_check.write_towers(path, tmp_path / "towers.safetensors")
    assert checkpoint_check.fits_architecture(tmp_path / "towers.safetensors", TINY).misfits == ()


def test_towers_of_no_size_that_open_clip_knows_are_said_to_be_so():
    with pytest.raises(EncoderError, match=r"demo\.safetensors .*has no name for") as caught:
        checkpoint_check.recognise_towers(resources.path("models/demo.safetensors"))
    assert "whole" in caught.value.hint


def test_an_image_text_model_must_be_named(tmp_path):
    plain = {name.removeprefix("clip."): each.contiguous() for name, each in towers(tiny_state()).items()}
    path = tmp_path / "w.safetensors"
    save_file(plain, path)
    with pytest.raises(EncoderError, match="does not say which"):
        checkpoint_check.recognise(path)
    assert checkpoint_check.recognise(path, TINY).misfits == ()
    assert checkpoint_check.recognise(path, TINY).kind == "open_clip"
    with pytest.raises(EncoderError, match="knows no model"):
        checkpoint_check.recognise(path, "no such model")
    assert len(checkpoint_check.fits_architecture(path, "ViT-B-32").misfits) > 200


def test_a_damaged_file_is_a_sentence(tmp_path):
    (tmp_path / "w.safetensors").write_bytes(b"\x10\0\0\0\0\0\0\0{}")
    for look in (checkpoint_check.recognise, lambda path: checkpoint_check.fits_architecture(path, TINY)):
        with pytest.raises(WeightsCorruptError, match="damaged or not a checkpoint"):
            look(tmp_path / "w.safetensors")


def test_a_program_with_weights_is_not_run(tmp_path):
    with zipfile.ZipFile(tmp_path / "ViT-B-32.pt", "w") as archive:
        archive.writestr("ViT-B-32/code/__torch__.py", "print('run')")
    with pytest.raises(WeightsCorruptError, match="never runs code from files"):
        checkpoint_check.recognise(tmp_path / "ViT-B-32.pt")
