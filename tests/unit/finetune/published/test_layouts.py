"""Each published data set gives the right clips, captions and splits from the files in which it is handed out."""

import json
import pickle

import pytest

from core.errors import C2VError
from core.finetune.published import NAMES, RootFiles, find_published, read_published
from tests.unit.finetune.pairs.lists import check
from tests.unit.finetune.published import layouts
from tests.unit.finetune.published.layouts import LAYOUTS, WORDS, put, said


def read(name, root):
    return read_published(name, RootFiles(root))


def pairs_of(found, split="test"):
    return [(clip.id, clip.captions) for clip in found.of(split)]


def test_every_data_set_has_a_test():
    assert set(LAYOUTS) == set(NAMES)


def test_the_1ka_test_asks_the_given_caption_alone(tmp_path):
    layouts.msrvtt(tmp_path)
    found = read("msrvtt-1ka", tmp_path)
    assert pairs_of(found) == [(f"video{7010 + n}", (f"a {WORDS[n]}, as given",)) for n in range(4)]
    assert pairs_of(found, "train") == [(f"video{7010 + n}", tuple(said(WORDS[n], 3))) for n in (4, 5)]
    assert found.sizes["test"] == 1000


def test_the_1ka_test_needs_no_training_captions(tmp_path):
    layouts.msrvtt(tmp_path)
    (tmp_path / "MSRVTT_data.json").unlink()
    assert len(read("msrvtt-1ka", tmp_path).of("test")) == 4


def test_the_1ka_test_is_read_as_frozen_in_time_has_it(tmp_path):
    layouts.msrvtt_of_frozen(tmp_path)
    found = read("msrvtt-1ka", tmp_path)
    assert pairs_of(found) == [(f"video{9770 + n}", (f"a {WORDS[n]} number {n}",)) for n in range(3)]
    assert [clip.id for clip in found.of("train")] == ["video9773"]
    assert [clip.id for clip in read("msrvtt-full", tmp_path).of("test")] == ["video9770", "video9771"]


@pytest.mark.parametrize("lists", ["records", "csv", "numbers"])
def test_the_full_test_asks_every_caption(tmp_path, lists):
    layouts.msrvtt(tmp_path, counts=(3, 2, 3, 3, 3, 3))  # two clips of the real set have 19 of 20
    if lists == "csv":
        put(tmp_path / "MSRVTT_test.full.csv", "video_id\nvideo7010\nvideo7011\n")
    if lists == "numbers":
        data = json.loads((tmp_path / "MSRVTT_data.json").read_text())
        for video in data["videos"]:
            del video["split"]
        put(tmp_path / "MSRVTT_data.json", json.dumps(data))
    found = read("msrvtt-full", tmp_path)
    count = {"records": 4, "csv": 2, "numbers": 6}[lists]
    assert [clip.id for clip in found.of("test")] == [f"video{7010 + n}" for n in range(count)]
    assert [len(clip.captions) for clip in found.of("test")][:2] == [3, 2]
    assert found.sizes == {"train": 6513, "validation": 497, "test": 2990}


def test_msvd_asks_every_caption_as_a_sentence(tmp_path):
    layouts.msvd(tmp_path)
    found = read("msvd", tmp_path)
    assert [(len(id_), captions) for id_, captions in pairs_of(found)] == [
        (len("-4wsuPCjDBc_0_10"), tuple(said(WORDS[n], n + 1))) for n in range(3)
    ]
    assert [len(found.of(split)) for split in ("train", "validation", "test")] == [2, 1, 3]


def test_a_pickle_that_would_run_something_is_refused(tmp_path):
    layouts.msvd(tmp_path)

    class Evil:
        def __reduce__(self):
            return (print, ("run",))

    (tmp_path / "raw-captions.pkl").write_bytes(pickle.dumps(Evil()))
    with pytest.raises(C2VError, match=r"plain captions.*print"):
        read("msvd", tmp_path)


def test_vatex_takes_english_captions_and_the_lists_of_hgr(tmp_path):
    layouts.vatex(tmp_path)
    found = read("vatex", tmp_path)
    assert [captions for _, captions in pairs_of(found)] == [tuple(said(word, 2)) for word in WORDS[:4]]
    assert found.notes == ()


def test_vatex_without_lists_says_that_the_split_is_another(tmp_path):
    layouts.vatex_as_handed_out(tmp_path)
    found = read("vatex", tmp_path)
    assert [id_ for id_, _ in pairs_of(found)] == ["id_3", "id_4", "id_5"]
    assert "not the 1,500 of HGR" in found.notes[0]


def test_didemo_joins_all_sentences_of_a_clip(tmp_path):
    layouts.didemo(tmp_path)
    found = read("didemo", tmp_path)
    assert [captions for _, captions in pairs_of(found)] == [(" ".join(said(word, 2)),) for word in WORDS[:2]]
    assert found.has_paragraphs
    assert found.longest_s == 31


def test_lsmdc_takes_clip_and_sentence_of_six_columns(tmp_path):
    layouts.lsmdc(tmp_path)
    found = read("lsmdc", tmp_path)
    assert pairs_of(found)[0] == ("0001_American_Beauty_00.00.51.926-00.00.54.129", ('SOMEONE sees a "dog".',))
    assert [len(clip.captions) for clip in found.of("train")] == [2, 1]


@pytest.mark.parametrize("name", NAMES)
def test_every_clip_is_found_below_the_root(tmp_path, name):
    LAYOUTS[name](tmp_path)
    files = RootFiles(tmp_path)
    found = read_published(name, files)
    for split in found.splits:
        for clip in found.of(split):
            assert files.clip(clip.id).read_text().split()[1] in clip.captions[0]


def test_a_folder_of_frames_is_a_clip(tmp_path):
    layouts.msvd(tmp_path)
    (tmp_path / "YouTubeClips" / "-4wsuPCjDBc_0_10.avi").unlink()
    for n in range(6):
        put(tmp_path / "frames" / "-4wsuPCjDBc_0_10" / f"{n:04d}.jpg", "x")
    assert RootFiles(tmp_path).clip("-4wsuPCjDBc_0_10") == tmp_path / "frames" / "-4wsuPCjDBc_0_10"


def test_links_in_a_circle_are_followed_once(tmp_path, monkeypatch):
    layouts.msvd(tmp_path)
    for name in ("one", "two", "three"):
        (tmp_path / name).symlink_to(tmp_path, target_is_directory=True)
    noted = []
    monkeypatch.setattr(RootFiles, "_note", lambda self, folder, names: noted.append(folder))
    RootFiles(tmp_path)
    assert sorted(noted) == [tmp_path, tmp_path / "YouTubeClips"]


@pytest.mark.parametrize("name", NAMES)
def test_a_wrong_root_is_told_in_a_sentence(tmp_path, name):
    for root in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(C2VError, match=r"\.") as failed:
            read(name, root)
        assert failed.value.hint
    put(tmp_path / "a file", "x")
    with pytest.raises(C2VError, match="not a folder"):
        read(name, tmp_path / "a file")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "damage", [b"", b"{", b"[]", b"nonsense\n", b"\x80\x02}", b"null", b'{"sentences": [{}]}', b'[{"a": 1}]']
)
def test_damaged_annotations_are_told_in_a_sentence(tmp_path, name, damage):
    """Whatever stands in them: no other exception, and no test split of nothing."""
    LAYOUTS[name](tmp_path)
    for path in [
        *tmp_path.glob("*.json"),
        *tmp_path.glob("*.csv"),
        *tmp_path.glob("*.pkl"),
        *tmp_path.glob("test_list.txt"),
    ]:
        kept = path.read_bytes()
        path.write_bytes(damage)
        try:
            assert read(name, tmp_path).of("test")
        except C2VError as error:
            assert error.title.endswith((".", "not 6."))  # noqa: PT017
        path.write_bytes(kept)


@pytest.mark.parametrize("name", NAMES)
def test_a_published_folder_gives_pairs_with_its_splits(tmp_path, name):
    LAYOUTS[name](tmp_path)
    known = find_published(RootFiles(tmp_path))
    assert known == (name if name != "msrvtt-full" else "msrvtt-1ka")
    found = read_published(known, RootFiles(tmp_path))
    checked = check(tmp_path)
    assert not [each for each in checked.problems if each.kind != "duplicate"]
    for split in ("train", "test"):
        assert {pair.caption for pair in checked.of(split)} <= {
            " ".join(c.split()) for clip in found.of(split) for c in clip.captions
        }
        assert {pair.path.read_text() for pair in checked.of("test")} == {
            f"clip {WORDS[n]}" for n in range(len(found.of("test")))
        }
