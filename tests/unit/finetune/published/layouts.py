"""Tiny data sets in exactly the layouts in which the real ones are handed out, with clips as small files."""

import json
import pickle
from pathlib import Path

WORDS = ("dog", "cat", "bird", "horse", "cow", "fish")
"""What each clip shows, in the order in which the sets name them."""


def put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def clip(path: Path, word: str) -> None:
    put(path, f"clip {word}")


def said(word: str, count: int) -> list[str]:
    return [f"a {word} number {n}" for n in range(count)]


def msrvtt(root: Path, counts=(3, 3, 3, 3, 3, 3)) -> None:
    """As CLIP4Clip and CLIP2Video have it: the test of JSFusion, the list of 9k, all captions, videos in a folder."""
    ids = [f"video{7010 + n}" for n in range(6)]
    put(root / "MSRVTT_JSFUSION_test.csv", "key,vid_key,video_id,sentence\n" + "\n".join(
        f'ret{n},msr{7010 + n},{ids[n]},"a {WORDS[n]}, as given"' for n in range(4)) + "\n")  # fmt: skip
    put(root / "MSRVTT_train.9k.csv", "video_id\nvideo7014\nvideo7015\n")
    sentences = [{"sen_id": n * 100 + at, "video_id": ids[n], "caption": caption}
                 for n in range(6) for at, caption in enumerate(said(WORDS[n], counts[n]))]  # fmt: skip
    videos = [{"video_id": id_, "category": 1, "url": "https://x?v=y", "start time": 0.0, "end time": 9.0,
               "split": "test" if n < 4 else "train", "id": n} for n, id_ in enumerate(ids)]  # fmt: skip
    put(root / "MSRVTT_data.json", json.dumps({"info": {}, "videos": videos, "sentences": sentences}))
    for id_, word in zip(ids, WORDS, strict=True):
        clip(root / "MSRVTT_Videos" / f"{id_}.mp4", word)


def msrvtt_of_frozen(root: Path) -> None:
    """As Collaborative Experts and Frozen in Time have it: COCO-like annotations, lists, and which caption is asked."""
    ids = [f"video{9770 + n}" for n in range(4)]
    annotations = [{"id": n * 10 + at, "image_id": ids[n], "caption": caption, "category_id": 1}
                   for n in range(4) for at, caption in enumerate(said(WORDS[n], 3))]  # fmt: skip
    put(
        root / "annotation" / "MSR_VTT.json",
        json.dumps({"images": [{"id": id_} for id_ in ids], "annotations": annotations}),
    )
    lists = root / "high-quality" / "structured-symlinks"
    put(lists / "val_list_jsfusion.txt", "\n".join(ids[:3]))
    put(lists / "train_list_jsfusion.txt", ids[3])
    put(lists / "test_list_full.txt", "\n".join(ids[:2]))
    (lists / "jsfusion_val_caption_idx.pkl").write_bytes(pickle.dumps({id_: n for n, id_ in enumerate(ids[:3])}))
    for id_, word in zip(ids, WORDS, strict=False):
        clip(root / "videos" / "all" / f"{id_}.mp4", word)


def msvd(root: Path) -> None:
    """Lists of names, captions as lists of words in a pickle of Python 2, videos of YouTube."""
    ids = [f"-4wsuPCjDBc_{n}_{n + 10}" for n in range(6)]
    for name, part in (("train", ids[4:]), ("val", ids[3:4]), ("test", ids[:3])):
        put(root / f"{name}_list.txt", "\n".join(part) + "\n")
    captions = {
        id_: [text.split() for text in said(word, n + 1)] for n, (id_, word) in enumerate(zip(ids, WORDS, strict=True))
    }
    (root / "raw-captions.pkl").write_bytes(pickle.dumps(captions, protocol=2))
    for id_, word in zip(ids, WORDS, strict=True):
        clip(root / "YouTubeClips" / f"{id_}.avi", word)


def vatex(root: Path) -> None:
    """As CLIP2Video has it: captions by name, and the lists of HGR."""
    ids = [f"Ptf_2VRj-V0_{n:06d}_{n + 10:06d}" for n in range(6)]
    put(root / "vatex_data.json", json.dumps(
        {id_: {"enCap": said(word, 2), "chCap": ["x"]} for id_, word in zip(ids, WORDS, strict=True)}))  # fmt: skip
    put(root / "train_list.txt", "\n".join(ids[4:]))
    put(root / "test_list.txt", "\n".join(ids[:4]))
    for id_, word in zip(ids, WORDS, strict=True):
        clip(root / "videos" / f"{id_}.mp4", word)


def vatex_as_handed_out(root: Path) -> None:
    """One list of records a part, without lists of names."""
    for name, first in (("vatex_training_v1.0", 0), ("vatex_validation_v1.0", 3)):
        records = [{"videoID": f"id_{n}", "enCap": said(WORDS[n], 2), "chCap": ["x"]} for n in range(first, first + 3)]
        put(root / f"{name}.json", json.dumps(records))
    for n, word in enumerate(WORDS):
        clip(root / f"id_{n}.mp4", word)


def didemo(root: Path) -> None:
    """One record a description with the times of four annotators; clips have several, and any ending."""
    names = [f"12090392@N02_{n}_87ef417396.{ending}" for n, ending in enumerate(("mov", "avi", "mp4", "3gp"))]
    for split, part in (("train", [3]), ("val", [2]), ("test", [0, 1])):
        records = [
            {"annotation_id": n * 10 + at, "description": text, "dl_link": "", "num_segments": 6,
             "times": [[0, 0], [0, 1], [0, 0], [5, 5]], "video": names[n]}
            for at in range(2) for n in part for text in [said(WORDS[n], 2)[at]]
        ]  # fmt: skip
        put(root / f"{split}_data.json", json.dumps(records))
        put(root / f"{split}_list.txt", "\n".join(names[n] for n in part))
    for name, word in zip(names, WORDS, strict=False):
        clip(root / "DiDeMo_Videos" / name, word)


def lsmdc(root: Path) -> None:
    """Six columns between tabs, no header; videos in a folder for each movie."""
    ids = [f"0001_American_Beauty_00.0{n}.51.926-00.0{n}.54.129" for n in range(5)]
    times = "00:00:51\t00:00:54\t00:00:51\t00:00:54"
    for name, part in (("LSMDC16_challenge_1000_publictect", [0, 1, 2]), ("LSMDC16_annos_training", [3, 3, 4])):
        lines = [f'{ids[n]}\t{times}\tSOMEONE sees a "{WORDS[n]}".' for n in part]
        put(root / f"{name}.csv", "\n".join(lines) + "\n")
    for id_, word in zip(ids, WORDS, strict=False):
        clip(root / "LSMDC_Videos" / "0001_American_Beauty" / f"{id_}.avi", word)


LAYOUTS = {
    "msrvtt-1ka": msrvtt, "msrvtt-full": msrvtt, "msvd": msvd, "vatex": vatex, "didemo": didemo, "lsmdc": lsmdc,
}  # fmt: skip
