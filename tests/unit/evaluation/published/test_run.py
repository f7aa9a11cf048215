"""Tiny sets in the published layouts give the right queries, gallery and figures; what was made is not made again."""

import json

import cv2
import numpy as np
import pytest

from core.errors import C2VError
from core.evaluation.published.figures import PublishedRow, published_rows
from core.evaluation.published.frame_sampling import frame_times, middle_indices
from core.evaluation.published.plot import save_plot
from core.evaluation.published.query_bank import normalise_by_bank
from core.evaluation.published.report import report_json, report_lines
from core.evaluation.published.run import evaluate_published
from core.evaluation.viewer import Viewer
from core.finetune.published import NAMES
from tests.unit.evaluation.published.words_model import WordsModel, WordsSource
from tests.unit.finetune.published.layouts import LAYOUTS

SIZES = {
    "msrvtt-1ka": (4, 4),
    "msrvtt-full": (12, 4),
    "msvd": (6, 3),
    "vatex": (8, 4),
    "didemo": (2, 2),
    "lsmdc": (3, 3),
}


def measure(name, root, model=None, source=None, cache=None, **more):
    return evaluate_published(
        Viewer(model or WordsModel()), source or WordsSource(), name, root, lambda _: None, cache, **more
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_model_that_knows_every_word_is_perfect(tmp_path, name):
    LAYOUTS[name](tmp_path)
    result = measure(name, tmp_path)
    assert (result.queries, result.gallery) == SIZES[name]
    for figures in result.figures.values():
        assert figures.text_to_video.r_at_1 == figures.video_to_text.r_at_1 == 100
        assert figures.text_to_video.median_rank == figures.text_to_video.mean_rank == 1
    assert not result.is_complete
    assert any("cannot be compared" in line for line in report_lines(result))


def test_every_caption_is_a_query_and_counts_once(tmp_path):
    """Of 1 + 2 + 3 captions one is read as another clip's."""
    LAYOUTS["msvd"](tmp_path)
    result = measure("msvd", tmp_path, WordsModel({"bird number 2": "dog"}))
    found = result.figures["clip2video"]
    assert found.text_to_video.r_at_1 == pytest.approx(100 * 5 / 6)
    assert found.text_to_video.mean_rank == pytest.approx((5 + 2) / 6)
    # Dog's own caption still fits it better: a bird that is read as a dog is both.
    assert found.video_to_text.r_at_1 == 100


def test_videos_look_for_groups_or_for_captions(tmp_path):
    LAYOUTS["msvd"](tmp_path)
    model = WordsModel({"dog number 0": "cat"})
    result = measure("msvd", tmp_path, model)
    # The dog's only caption is read as a cat first, and is still the nearest to a dog among all.
    assert result.figures["frozen"].text_to_video.r_at_1 == pytest.approx(100 * 5 / 6)
    assert result.figures["frozen"].video_to_text.r_at_1 == 100


def test_the_1ka_test_asks_one_caption_of_each_clip(tmp_path):
    LAYOUTS["msrvtt-1ka"](tmp_path)
    found = measure("msrvtt-1ka", tmp_path, WordsModel({"cat, as given": "horse"})).figures["clip2video"]
    assert found.text_to_video.r_at_1 == 75
    assert found.text_to_video.mean_rank == pytest.approx((1 + 2 + 1 + 1) / 4)


def test_missing_and_unreadable_clips_leave_with_their_sentences(tmp_path):
    LAYOUTS["msrvtt-full"](tmp_path)
    (tmp_path / "MSRVTT_Videos" / "video7010.mp4").unlink()
    (tmp_path / "MSRVTT_Videos" / "video7011.mp4").write_text("rubbish")
    result = measure("msrvtt-full", tmp_path)
    assert result.missing == ("video7010",)
    assert list(result.unreadable) == ["video7011"]
    assert (result.queries, result.gallery) == (6, 2)
    text = "\n".join(report_lines(result))
    assert "video7010" in text
    assert "video7011.mp4 is damaged" in text
    data = json.loads(json.dumps(report_json(result)))
    assert (data["gallery"], data["published_gallery"], data["missing"]) == (2, 2990, ["video7010"])


def test_a_root_without_videos_is_told(tmp_path):
    LAYOUTS["msvd"](tmp_path)
    for path in (tmp_path / "YouTubeClips").iterdir():
        path.unlink()
    with pytest.raises(C2VError, match="None of the 3 test clips of MSVD"):
        measure("msvd", tmp_path)


def test_what_a_killed_run_made_is_used_again(tmp_path):
    LAYOUTS["vatex"](tmp_path / "root")
    full, model = WordsSource(), WordsModel()

    class Killed(WordsSource):
        def probe(self, path):
            if len(self.asked) == 2:
                raise KeyboardInterrupt
            return super().probe(path)

    broken = Killed()
    with pytest.raises(KeyboardInterrupt):
        measure("vatex", tmp_path / "root", model, broken, tmp_path / "cache")
    first = measure("vatex", tmp_path / "root", model, full, tmp_path / "cache")
    frames, texts = model.frames_seen, model.texts_read
    again = measure("vatex", tmp_path / "root", model, full, tmp_path / "cache")
    assert (model.frames_seen, model.texts_read) == (frames, texts)
    assert again.figures == first.figures


def test_a_clip_is_kept_as_soon_as_it_is_encoded(tmp_path, monkeypatch):
    LAYOUTS["vatex"](tmp_path / "root")
    monkeypatch.setattr("core.evaluation.published.clips._AT_ONCE", 1)

    class Killed(WordsSource):
        def probe(self, path):
            if len(self.asked) == 2:
                raise KeyboardInterrupt
            return super().probe(path)

    with pytest.raises(KeyboardInterrupt):
        measure("vatex", tmp_path / "root", WordsModel(), Killed(), tmp_path / "cache")
    source = WordsSource()
    measure("vatex", tmp_path / "root", WordsModel(), source, tmp_path / "cache")
    assert len(source.asked) == 2  # the other two of four


def test_a_damaged_cache_is_made_again(tmp_path):
    LAYOUTS["vatex"](tmp_path / "root")
    first = measure("vatex", tmp_path / "root", cache=tmp_path / "cache")
    for path in (tmp_path / "cache").rglob("*.npy"):
        path.write_bytes(path.read_bytes()[:40])
    assert measure("vatex", tmp_path / "root", cache=tmp_path / "cache").figures == first.figures


def test_another_model_or_a_changed_clip_is_not_answered_from_the_cache(tmp_path):
    LAYOUTS["vatex"](tmp_path / "root")
    measure("vatex", tmp_path / "root", cache=tmp_path / "cache")
    other = WordsModel(backend="clip_mean", centres=0)
    measure("vatex", tmp_path / "root", other, cache=tmp_path / "cache")
    assert other.frames_seen > 0
    path = min((tmp_path / "root" / "videos").glob("*.mp4"))
    path.write_text("clip fish")
    assert measure("vatex", tmp_path / "root", cache=tmp_path / "cache").figures["average"].text_to_video.r_at_1 < 100


def test_folders_of_frames_are_read_as_clips(tmp_path):
    LAYOUTS["msvd"](tmp_path)
    for number, path in enumerate(sorted((tmp_path / "YouTubeClips").iterdir())):
        folder = tmp_path / "frames" / path.stem
        folder.mkdir(parents=True)
        for n in range(8):
            cv2.imwrite(str(folder / f"{n:04d}.png"), np.full((8, 8, 3), number, np.uint8))
        path.unlink()
    result = measure("msvd", tmp_path)
    assert result.figures["average"].text_to_video.r_at_1 == 100


# ---- protocols


def test_each_model_samples_as_its_own_code_does():
    # 10 s give 50 extracted frames; every second of these, of which 4 evenly.
    assert frame_times("clip2video", "msrvtt-1ka", 10, 250, 4) == pytest.approx([0.0, 3.2, 6.4, 9.8])
    assert frame_times("clip2video", "msvd", 10, 250, 4) == pytest.approx([0.0, 3.2, 6.4, 9.8])
    assert frame_times("clip4clip", "msvd", 10, 250, 4) == [0, 3, 6, 9]
    assert frame_times("clip4clip", "didemo", 60, 250, 4, 31) == [0, 10, 20, 30]
    assert [round(time_s * 25 - 0.5) for time_s in frame_times("frozen", "msvd", 10, 250, 4)] == [30, 93, 155, 218]
    assert middle_indices(250, 4) == [30, 93, 155, 218]


@pytest.mark.parametrize("sampling", ["clip2video", "clip4clip", "frozen"])
@pytest.mark.parametrize(("length_s", "count"), [(0.0, 1), (0.04, 1), (0.1, 2), (0.5, 12), (3.0, 75)])
def test_every_clip_shows_at_least_one_frame_inside_it(sampling, length_s, count):
    times = frame_times(sampling, "msrvtt-1ka", length_s, count, 12)
    assert 1 <= len(times) <= 12
    assert times == sorted(times)
    assert all(0 <= time_s < max(length_s, 1.1 / 2) for time_s in times)


def test_frames_are_asked_by_the_protocol(tmp_path):
    LAYOUTS["lsmdc"](tmp_path)
    source = WordsSource()
    measure("lsmdc", tmp_path, source=source)
    assert source.asked[0][1] == pytest.approx([0.0, 3.2, 6.4, 9.8])
    source = WordsSource()
    measure("lsmdc", tmp_path, WordsModel(backend="clip_mean", centres=0), source)
    assert source.asked[0][1] == [0, 3, 6, 9]


# ---- query bank


def by_definition(similarity, bank, beta):
    """Dynamic inverted softmax, written down from the paper."""
    hubs = {int(row.argmax()) for row in bank}
    found = similarity.copy()
    for number, row in enumerate(similarity):
        if int(row.argmax()) in hubs:
            found[number] = np.exp(beta * row) / np.exp(beta * bank).sum(axis=0)
    return found


def test_the_query_bank_ranks_as_its_definition_says():
    draw = np.random.default_rng(2)
    similarity, bank = draw.normal(size=(40, 12)) / 4, draw.normal(size=(70, 12)) / 4
    bank[:, 3] += 0.6  # a hub
    similarity[:, 3] += 0.6
    wanted = np.argsort(-by_definition(similarity, bank, 20.0), axis=1)
    found = normalise_by_bank(similarity, [bank[:30], bank[30:30], bank[30:]])
    assert np.array_equal(np.argsort(-found, axis=1), wanted)
    assert not np.array_equal(np.argsort(-similarity, axis=1), wanted)


def test_large_scores_do_not_overflow():
    similarity, bank = np.array([[60.0, 50.0]]), np.array([[90.0, 10.0], [80.0, 20.0]])
    assert np.isfinite(normalise_by_bank(similarity, [bank])).all()


def test_a_hub_gives_way_with_the_query_bank(tmp_path):
    """Every sentence of training is about a dog, and so a little is each that is asked."""
    LAYOUTS["msvd"](tmp_path)
    model = WordsModel({"cow": "dog", "fish": "dog", "cat": "dog"})
    result = measure("msvd", tmp_path, model, with_bank=True)
    plain = result.figures["clip2video"].text_to_video
    assert plain.r_at_1 < 100
    assert result.with_bank.r_at_1 > plain.r_at_1
    assert result.bank == 11
    assert any("query bank" in line for line in report_lines(result))
    assert report_json(result)["published_query_bank"]["r_at_1"] == 47.6


def test_a_query_bank_needs_training_captions(tmp_path):
    LAYOUTS["msrvtt-1ka"](tmp_path)
    (tmp_path / "MSRVTT_data.json").unlink()
    with pytest.raises(C2VError, match="training captions"):
        measure("msrvtt-1ka", tmp_path, with_bank=True)


# ---- report


def test_the_published_row_of_the_same_model_stands_beside(tmp_path):
    LAYOUTS["msrvtt-1ka"](tmp_path)
    result = measure("msrvtt-1ka", tmp_path)
    assert published_rows(result.kind, "msrvtt-1ka", "text to video") == (
        PublishedRow("CLIP2Video", 45.6, 72.6, 81.7, 2, 14.6),
    )
    assert "45.6" in "\n".join(report_lines(result))
    frozen = measure("msrvtt-1ka", tmp_path, WordsModel(backend="clip_mean", centres=0))
    assert "43.1" in "\n".join(report_lines(frozen))
    other = measure("msrvtt-1ka", tmp_path, WordsModel(backend="hash", centres=0))
    assert other.kind is None
    assert report_json(other)["published"] == {"text_to_video": [], "video_to_text": []}


def test_equal_scores_are_said(tmp_path):
    LAYOUTS["msrvtt-1ka"](tmp_path)
    (tmp_path / "MSRVTT_Videos" / "video7011.mp4").write_text("clip dog")
    result = measure("msrvtt-1ka", tmp_path)
    assert any("equal scores" in line for line in report_lines(result))


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf"])
def test_a_plot_is_written(tmp_path, suffix):
    pytest.importorskip("matplotlib", reason="matplotlib is not installed")
    LAYOUTS["msvd"](tmp_path / "root")
    result = measure("msvd", tmp_path / "root", WordsModel({"cow": "dog"}), with_bank=True)
    save_plot(tmp_path / f"plot{suffix}", result)
    assert (tmp_path / f"plot{suffix}").stat().st_size > 1000
    with pytest.raises(C2VError, match=r"cannot be written as"):
        save_plot(tmp_path / "plot.xyz", result)
    with pytest.raises(C2VError, match="was not found"):
        save_plot(tmp_path / "nowhere" / "plot.png", result)
