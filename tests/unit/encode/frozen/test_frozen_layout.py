"""Checkpoints of Frozen in Time: all of a file fits, or the table says what does not."""

import pytest
import torch

pytest.importorskip("transformers", reason="the text tower of Frozen in Time needs transformers")

from core.encode.frozen.frozen_layout import (
    TEMPORAL,
    FrozenMismatchError,
    FrozenSizes,
    clean_state,
    inflate,
    read_sizes,
)
from core.encode.frozen.model import FrozenModel, build_from_state_dict
from core.encode.frozen.tower import TowerSizes
from core.errors import WeightsCorruptError
from tests.unit.encode.frozen.tiny import sizes, tiny_state


def test_sizes_come_from_names_and_shapes():
    assert read_sizes(tiny_state()) == sizes()


def test_a_prefix_and_obsolete_buffers_are_taken_off():
    state = {f"module.{name}": each for name, each in tiny_state().items()}
    state["module.text_model.embeddings.position_ids"] = torch.arange(24)[None]
    state["module.vid_proj.0.bias"] = state["module.vid_proj.0.bias"].half()
    model = build_from_state_dict(state)
    assert model.state_dict()["vid_proj.0.bias"].dtype == torch.float32
    assert set(model.state_dict()) == set(tiny_state())


def test_the_table_names_all_that_does_not_fit():
    state = tiny_state()
    del state["txt_proj.1.bias"]
    state["video_model.head.weight"] = torch.zeros(2, 3)
    state["video_model.blocks.1.norm3.weight"] = torch.zeros(7)
    with pytest.raises(FrozenMismatchError) as caught:
        build_from_state_dict(state)
    rows = {each.name: (each.found, each.wanted) for each in caught.value.table}
    assert rows == {
        "txt_proj.1.bias": ("", "32"),
        "video_model.head.weight": ("2x3", ""),
        "video_model.blocks.1.norm3.weight": ("7", "64"),
    }
    said = str(caught.value)
    assert "txt_proj.1.bias: missing, should be 32" in said
    assert "video_model.head.weight: 2x3, not known" in said


def test_a_long_table_is_cut_in_the_sentence_only():
    state = tiny_state()
    wide = {name: torch.zeros(3) for name in state if ".norm" in name or ".mlp.fc2.bias" in name}
    with pytest.raises(FrozenMismatchError, match=r"and \d+ more") as caught:
        build_from_state_dict({**state, **wide})
    assert len(caught.value.table) == len(wide)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("video_model.pos_embed", torch.zeros(1, 4, 64)),
        ("video_model.patch_embed.proj.weight", torch.zeros(50, 3, 14, 14)),
        (TEMPORAL, torch.zeros(4, 64)),
        ("txt_proj.1.bias", torch.full((32,), float("nan"))),
        ("txt_proj.1.bias", "words"),
    ],
)
def test_odd_weights_are_named(name, value):
    with pytest.raises(WeightsCorruptError):
        build_from_state_dict({**tiny_state(), name: value})


def test_foreign_files_are_called_foreign():
    for state in ({}, {"clip.visual.conv1.weight": torch.zeros(2, 3, 4, 4)}):
        with pytest.raises(WeightsCorruptError, match="not a Frozen in Time checkpoint"):
            build_from_state_dict(state)


def test_fewer_frames_are_the_first_and_more_are_zeros():
    known = clean_state(tiny_state())[TEMPORAL]
    assert torch.equal(inflate(known, 2, "bilinear"), known[:, :2])
    more = inflate(known, 7)
    assert torch.equal(more[:, :4], known)
    assert not more[:, 4:].any()
    assert build_from_state_dict(tiny_state(), frames=7).sizes.tower.frames == 7


def test_the_released_model_has_its_published_size():
    tower = TowerSizes(image_px=224, patch_px=16, width=768, depth=12, heads=12, frames=4)
    whole = FrozenSizes(
        tower, vocab=30522, positions=512, text_width=768, text_hidden=3072, text_layers=6, text_heads=12, joint=256
    )
    with torch.device("meta"):
        model = FrozenModel(whole)
    state = model.state_dict()
    assert read_sizes(state) == whole
    assert (len(state), sum(each.numel() for each in state.values())) == (327, 180_925_184)
    assert sum(each.numel() for each in model.video_model.state_dict().values()) == 114_168_576


def test_nothing_of_a_built_model_is_left_empty():
    model = build_from_state_dict(tiny_state())
    assert not any(each.is_meta for each in (*model.parameters(), *model.buffers()))
