import numpy as np
import pytest

from core.errors import StoreError
from core.finetune.teaching_data import TeachingData, TeachingMoment, load_data, save_data, write_whole


def some_data(**more) -> TeachingData:
    moments = tuple(TeachingMoment(f"/x/{i}.mp4", f"c{i}", i, 0.25 * i, 1.0 + i, (0.5, 0.75)) for i in range(4))
    return TeachingData(
        moments=moments,
        frames=np.random.default_rng(1).normal(size=(4, 3, 8)).astype(np.float16),
        counts=np.array([3, 2, 1, 3]),
        captions=("a dog", "a cat", "a hen"),
        of_caption=np.array([0, 1, 1]),
        splits=("train", "validation", "test"),
        library=np.array([2]),
        general=np.array([3]),
        general_captions=("a cow",),
        general_of=np.array([3]),
        **more,
    )


def test_what_is_written_comes_back(tmp_path):
    pixels = np.arange(1 * 3 * 2 * 2 * 3, dtype=np.uint8).reshape(1, 3, 2, 2, 3)
    data = some_data(general_pixels=pixels)
    save_data(tmp_path / "data.safetensors", data)
    again = load_data(tmp_path / "data.safetensors")
    assert again.moments == data.moments
    assert (again.captions, again.splits, again.general_captions) == (data.captions, data.splits, data.general_captions)
    for name in ("frames", "counts", "of_caption", "library", "general", "general_of", "general_pixels"):
        assert np.array_equal(getattr(again, name), getattr(data, name)), name
    assert again.sources.tolist() == [0, 1, 1]
    assert again.pairs_of("validation", "test").tolist() == [1, 2]


@pytest.mark.parametrize("content", [b"", b"\0" * 64, b"{}"])
def test_damaged_data_is_said_in_a_sentence(tmp_path, content):
    (tmp_path / "data.safetensors").write_bytes(content)
    with pytest.raises(StoreError):
        load_data(tmp_path / "data.safetensors")
    with pytest.raises(StoreError):
        load_data(tmp_path / "none.safetensors")


def test_a_write_that_fails_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "state"
    write_whole(path, b"old")

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("core.finetune.teaching_data.os.fsync", full)
    with pytest.raises(OSError):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["state"]
