"""Captioned clips against chance: what the figures say, on an encoder that knows colours and light, and on videos."""

from contextlib import closing
from types import SimpleNamespace

import numpy as np
import pytest

from core.errors import C2VError
from core.evaluation.footage import MOVES, footage_metrics, make_move, read_captions
from core.evaluation.viewer import Viewer
from core.media.decoder_process import DecoderProcess
from core.synthetic.video_files import Format, write_video_file
from core.synthetic.world import COLOURS, Choice, plan_video
from core.values import FrameShape, TextVectors

FORM = Format("plain", "mpeg4", ".avi", 128, 72, 12, bit_rate=800_000)
SENTENCES = {
    "a.avi": ("a red car", "the red one, at last"),
    "b.avi": ("a blue thing in the dark",),
    "c.avi": ("nothing of note",),
    "d.avi": ("Redder than most",),
    "e.avi": ("a red, red rose",),
    "f.avi": ("grey \"red\" grey",),
}  # fmt: skip


class Reddish:
    """Knows how red a picture is, and which sentences say so."""

    spec = SimpleNamespace(name="reddish", weights_sha256="", frame_dim=2, dim=2, centres=0, frames_per_clip=12,
                           frame_shape=FrameShape(32), sees_clips=False)  # fmt: skip

    def encode_frames(self, pixels):
        red = pixels[..., 0].mean((1, 2)) > pixels[..., 2].mean((1, 2))
        return np.stack([red, ~red], 1).astype(np.float16)

    def encode_segments(self, frames, mask):
        sums = frames.astype(np.float32).sum(1)
        return sums / np.linalg.norm(sums, axis=1, keepdims=True)

    def encode_text(self, texts):
        return [TextVectors(t, np.float32([1, 0] if "red" in t.split() else [0, 1])) for t in texts]


@pytest.fixture
def folder(tmp_path):
    rng = np.random.default_rng(1)
    lines = ["video_id,file,caption"]
    for number, (file, sentences) in enumerate(SENTENCES.items()):
        write_video_file(tmp_path / file, plan_video(rng, Choice(short=0.0)), FORM)
        lines += [f'v{number},{file},"{sentence.replace(chr(34), chr(34) * 2)}"' for sentence in sentences]
    (tmp_path / "captions.csv").write_text("\n".join(lines) + "\n")
    return tmp_path


def test_captions_are_read_clip_by_clip(folder):
    found = read_captions(folder)
    assert [clip.file for clip in found] == list(SENTENCES)
    assert found[0].sentences == SENTENCES["a.avi"]


@pytest.mark.parametrize("text", [None, "file\nx", "video_id,file,caption\nv,a.avi,one clip only\n"])
def test_a_folder_without_captions_is_said(tmp_path, text):
    if text is not None:
        (tmp_path / "captions.csv").write_text(text)
    with pytest.raises(C2VError, match=r"captions\.csv"):
        read_captions(tmp_path)


TABLE_TEXT = 'video_id,file,caption\nv1,ä.avi,"a, b"\nv2,c.avi,grün\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize(
    "text",
    [
        TABLE_TEXT,
        TABLE_TEXT.replace("\n", "\r\n"),
        TABLE_TEXT + ",,\n\n",
        "Video_ID;File ;CAPTION\nv1;ä.avi;a, b\nv2;c.avi;grün\n",
        "file\tcaption\tvideo_id\nä.avi\ta, b\tv1\nc.avi\tgrün\n",
    ],
    ids=["commas", "crlf", "empty lines", "semicolons", "tabs"],
)
def test_captions_are_read_as_spreadsheets_save_them(tmp_path, text, encoding):
    (tmp_path / "captions.csv").write_bytes(text.encode(encoding))
    found = read_captions(tmp_path)
    assert [(clip.file, clip.sentences) for clip in found] == [("ä.avi", ("a, b",)), ("c.avi", ("grün",))]


def test_a_folder_is_measured_and_bad_clips_are_named(folder):
    (folder / "b.avi").write_bytes(b"no video")
    with closing(DecoderProcess(threads=1)) as source:
        marks, notes = footage_metrics(Viewer(Reddish()), source, folder, lambda _: None)
    found = {mark.id: mark for mark in marks}
    assert len(notes) == 1
    assert notes[0].startswith("Left out: b.avi.")
    assert found["footage.r1"].count == 6, "two sentences of the first clip, none of the broken one"
    assert "chance 0.200, 1.000, 1.000" in found["footage.r1"].beside
    assert found["footage.backwards"].value == 0.5, "a mean of frames knows no direction"
    assert {f"footage.move.{move}" for move in MOVES} <= found.keys()
    assert not any(f"footage.word.{word}" in found for word in COLOURS if word != "red")


def test_a_word_counts_where_it_is_said_as_a_word(folder):
    with closing(DecoderProcess(threads=1)) as source:
        marks, _ = footage_metrics(Viewer(Reddish()), source, folder, lambda _: None)
    red = next(mark for mark in marks if mark.id == "footage.word.red")
    assert red.count == 3, "“Redder” is another word"
    assert red.what == "“red”, 3 clips that have it against 3"


def test_moves_of_a_still_do_what_they_are_called():
    still = np.zeros((60, 120, 3), np.uint8)
    still[:, :, 0] = np.arange(120)[None] * 2
    still[20:40, 50:70, 1] = 255
    videos = {move: make_move(still, move, 12, 16).astype(float) for move in MOVES}
    for move, back in (("pan right", "pan left"), ("zoom in", "zoom out"), ("fade", "light up")):
        assert (videos[move] == videos[back][::-1]).all()
    assert np.diff(videos["pan right"][:, :, :, 0].mean((1, 2))).min() > 0, "the window goes right: brighter"
    assert np.diff(videos["zoom in"][:, :, :, 1].mean((1, 2))).min() > 0, "the middle grows"
    assert videos["fade"][-1].mean() < 0.1 * videos["fade"][0].mean()
