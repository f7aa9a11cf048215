"""Files of weights: read whole or refused in a sentence, never run."""

import os
import pickle
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from safetensors.torch import save_file

from core.encode.backends.clip2video import build_from_state_dict
from core.encode.weights import (
    IDS,
    ROWS,
    TABLE,
    CheckpointMeta,
    file_sha256,
    pack_token_table,
    read_checkpoint,
    unpack_token_table,
    write_checkpoint,
)
from core.errors import EncoderError, WeightsCorruptError, WeightsMissingError
from tests.unit.encode.tiny import tiny_model, tiny_state

META = CheckpointMeta("Demo model (drawn films only)", True, 8, 24, 0.4, vocab=600)


def test_what_was_written_is_read_back_in_half_precision(tmp_path):
    model = tiny_model(seed=2)
    path = tmp_path / "sub" / "model.safetensors"
    write_checkpoint(path, model, META)
    read = read_checkpoint(path)
    assert read.meta == META
    assert read.sha256 == file_sha256(path)
    assert set(read.state) == set(model.state_dict())
    for name, weight in model.state_dict().items():
        assert torch.equal(read.state[name], weight.half()), name
    assert list(tmp_path.rglob("*.new")) == []


@pytest.mark.skipif(os.name != "posix", reason="uses permissions")
def test_others_may_read_a_checkpoint_as_any_other_file(tmp_path):
    write_checkpoint(tmp_path / "model.safetensors", tiny_model(), META)
    (tmp_path / "plain").touch()
    assert (tmp_path / "model.safetensors").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_a_packed_token_table_comes_back_whole(tmp_path):
    model = tiny_model(seed=2)
    path = tmp_path / "packed.safetensors"
    write_checkpoint(path, model, META, token_ids=[599, 3, 3, 598])
    table = read_checkpoint(path).state[TABLE]
    whole = model.state_dict()[TABLE]
    kept = [3, 598, 599]
    assert torch.equal(table[kept], whole[kept].half())
    others = [i for i in range(600) if i not in kept]
    assert (table[others] == table[0]).all()
    assert torch.allclose(table[0].float(), whole[others].mean(dim=0), atol=1e-3)
    assert build_from_state_dict(read_checkpoint(path).state).sizes.vocab == 600


@given(st.sets(st.integers(0, 49), min_size=0, max_size=50))
def test_packing_keeps_every_trained_row(ids):
    table = torch.arange(100.0).view(50, 2)
    rows, kept = pack_token_table(table, sorted(ids))
    assert rows.shape == (len(ids) + 1, 2)
    assert kept.dtype == torch.int32
    back = unpack_token_table(rows, kept, 50)
    chosen = sorted(ids)
    assert torch.equal(back[chosen], table[chosen])


@pytest.mark.parametrize(
    ("rows", "ids"),
    [
        (torch.zeros(3, 4), torch.tensor([1])),
        (torch.zeros(2, 4), torch.tensor([50])),
        (torch.zeros(2), torch.tensor([1])),
    ],
)
def test_a_table_that_cannot_be_unpacked_is_refused(rows, ids):
    with pytest.raises(ValueError, match="token"):
        unpack_token_table(rows, ids, 50)


@pytest.mark.parametrize("name", ["pytorch_model.bin.2", "weights.pt"])
def test_official_files_are_read(tmp_path, name):
    path = tmp_path / name
    state = tiny_state()
    torch.save({key: each.half() if "mlp" in key else each for key, each in state.items()}, path)
    read = read_checkpoint(path)
    assert read.meta == CheckpointMeta(name=f"CLIP2Video ({name})")
    assert torch.equal(build_from_state_dict(read.state).weight_center, state["weight_center"])


def test_weights_inside_a_training_file_are_found(tmp_path):
    path = tmp_path / "training.pt"
    torch.save({"state_dict": tiny_state(), "epoch": 3}, path)
    assert build_from_state_dict(read_checkpoint(path).state).sizes.centres == 5


class _Trap:
    def __reduce__(self):
        return (Path.touch, (Path("trap-sprung"),))


def test_a_file_that_would_run_something_is_refused(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    torch.save({"a": torch.zeros(1), "trap": _Trap()}, tmp_path / "trap.pt")
    (tmp_path / "trap.bin").write_bytes(pickle.dumps(_Trap(), protocol=2))
    for name in ("trap.pt", "trap.bin"):
        with pytest.raises(WeightsCorruptError):
            read_checkpoint(tmp_path / name)
    assert not (tmp_path / "trap-sprung").exists()


@pytest.mark.parametrize("content", [b"", b"hello", b"\x00" * 4096, b"PK\x03\x04" + b"\x01" * 200, b"\x80\x02}q\x00."])
@pytest.mark.parametrize("name", ["a.safetensors", "a.bin"])
def test_garbage_is_refused_in_a_sentence(tmp_path, content, name):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(WeightsCorruptError) as caught:
        build_from_state_dict(read_checkpoint(path).state)
    assert caught.value.title.endswith(".")


def test_a_cut_file_is_refused(tmp_path):
    path = tmp_path / "cut.safetensors"
    write_checkpoint(path, tiny_model(), META)
    path.write_bytes(path.read_bytes()[:-1000])
    with pytest.raises(WeightsCorruptError, match=r"cut\.safetensors"):
        read_checkpoint(path)


@pytest.mark.parametrize(
    "said",
    [
        "[1]",
        "{",
        '{"frames": "many"}',
        '{"frames": 1}',
        '{"center_weight": 2.0}',
        '{"center_weight": "half"}',
        '{"is_demo": 1}',
    ],
)
def test_metadata_that_makes_no_sense_is_refused(tmp_path, said):
    path = tmp_path / "odd.safetensors"
    save_file(tiny_state(), path, {"c2v": said})
    with pytest.raises(WeightsCorruptError):
        read_checkpoint(path)


def test_rows_without_ids_are_refused(tmp_path):
    path = tmp_path / "half.safetensors"
    save_file({ROWS: torch.zeros(2, 4)}, path)
    with pytest.raises(WeightsCorruptError):
        read_checkpoint(path)
    save_file({IDS: torch.zeros(2, dtype=torch.int32)}, path)
    with pytest.raises(WeightsCorruptError):
        read_checkpoint(path)


def test_a_missing_file_and_a_folder_are_missing(tmp_path):
    for path in (tmp_path / "none.bin", tmp_path):
        with pytest.raises(WeightsMissingError):
            read_checkpoint(path)


def test_a_place_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(EncoderError, match="could not be written"):
        write_checkpoint(tmp_path / "file" / "model.safetensors", tiny_model(), META)
