"""MSR-VTT: 10,000 clips with 20 captions each. The 1k-A test asks one given caption of each of 1,000 clips."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from core.errors import C2VError
from core.finetune.published.records import PublishedClip, PublishedSet
from core.finetune.published.root_files import (
    RootFiles,
    grouped,
    read_ids,
    read_json_file,
    read_plain_pickle,
)
from core.textfile import read_text
from core.values.teaching import Split

TEST_1KA: Final = "MSRVTT_JSFUSION_test.csv"
_DATA: Final = ("MSRVTT_data.json", "MSRVTT_v2.json")
_CHALLENGE: Final = ("train_val_videodatainfo.json", "test_videodatainfo.json")
"""As the challenge of 2016 handed it out."""
_FROZEN: Final = "MSR_VTT.json"
"""As Collaborative Experts and Frozen in Time have it, beside lists of names."""
_FULL: Final[Mapping[Split, range]] = {
    "train": range(6513), "validation": range(6513, 7010), "test": range(7010, 10000),
}  # fmt: skip
_SPLIT_NAMES: Final[Mapping[str, Split]] = {
    "train": "train", "validate": "validation", "val": "validation", "validation": "validation", "test": "test",
}  # fmt: skip
_DAMAGED: Final = (KeyError, TypeError, AttributeError, ValueError)


def read_1ka(files: RootFiles) -> PublishedSet:
    """The split of JSFusion: 1,000 clips to test on, the 9,000 others (or 7,010 of them) to train on."""
    captions = _captions(files)
    table = files.annotation(TEST_1KA)
    if table is not None:
        test = _given(table)
        source = table.name
    else:
        title = "the 1k-A test of MSR-VTT"
        names = files.annotation("val_list_jsfusion.txt")
        if names is None:
            files.need(title, TEST_1KA)
            raise AssertionError("unreachable")
        picks = read_plain_pickle(files.need(title, "jsfusion_val_caption_idx.pkl"))
        try:
            test = [PublishedClip(id_, (captions[id_][int(picks[id_])],)) for id_ in read_ids(names)]
        except (*_DAMAGED, IndexError) as error:
            raise C2VError(f"{names.name} and jsfusion_val_caption_idx.pkl do not fit together.", str(error)) from error
        source = names.name
    train_list = files.annotation(
        "MSRVTT_train.9k.csv", "train_list_jsfusion.txt", "MSRVTT_train.7k.csv", "train_list_miech.txt"
    )
    tested = {clip.id for clip in test}
    train: list[PublishedClip] = []
    if train_list is not None and captions:
        train = [
            PublishedClip(id_, captions[id_]) for id_ in read_ids(train_list) if id_ in captions and id_ not in tested
        ]
    elif captions:
        train = [PublishedClip(id_, said) for id_, said in captions.items() if id_ not in tested]
    return PublishedSet(
        "msrvtt-1ka", "MSR-VTT 1k-A", {"train": tuple(train), "test": tuple(test)}, source, sizes={"test": 1000}
    )


def read_full(files: RootFiles) -> PublishedSet:
    """The official split: every caption of the 2,990 test clips is a query."""
    captions = _captions(files)
    if not captions:
        files.need("MSR-VTT", *_DATA, *_CHALLENGE, _FROZEN)
    said = _official_splits(files)
    splits: dict[Split, tuple[PublishedClip, ...]] = {}
    for split, numbers in _FULL.items():
        short = {"train": "train", "validation": "val", "test": "test"}[split]
        names = files.annotation(f"MSRVTT_{short}.full.csv", f"{short}_list_full.txt")
        if names is not None:
            ids: Iterable[str] = read_ids(names)
        elif said:
            ids = [id_ for id_, its in said.items() if its == split]
        else:
            ids = (f"video{number}" for number in numbers)
        splits[split] = tuple(PublishedClip(id_, captions[id_]) for id_ in ids if id_ in captions)
    sizes: dict[Split, int] = {split: len(numbers) for split, numbers in _FULL.items()}
    return PublishedSet("msrvtt-full", "MSR-VTT full", splits, _source(files), sizes=sizes)


def _source(files: RootFiles) -> str:
    found = [files.annotation(name) for name in (*_DATA, *_CHALLENGE, _FROZEN)]
    return ", ".join(path.name for path in found if path is not None)


def _given(table: Path) -> list[PublishedClip]:
    """The clip and the sentence of each line: key, vid_key, video_id, sentence."""
    try:
        rows = csv.DictReader(io.StringIO(read_text(table).text, newline=""))
        found = [(row["video_id"].strip(), row["sentence"].strip()) for row in rows]
    except (OSError, UnicodeDecodeError, csv.Error, *_DAMAGED) as error:
        raise C2VError(
            f"{table} is not the list of the 1k-A test.", "Its columns are key, vid_key, video_id and sentence."
        ) from error
    return [PublishedClip(id_, said) for id_, said in grouped(found).items()]


def _records(files: RootFiles) -> list[Any]:
    paths = [files.annotation(*_DATA)] if files.annotation(*_DATA) else [files.annotation(name) for name in _CHALLENGE]
    return [read_json_file(path) for path in paths if path is not None]


def _captions(files: RootFiles) -> Mapping[str, tuple[str, ...]]:
    """All captions of all clips; empty when the root has none."""
    found: list[tuple[str, str]] = []
    try:
        for record in _records(files):
            found += [(each["video_id"], each["caption"]) for each in record["sentences"]]
        frozen = files.annotation(_FROZEN)
        if not found and frozen is not None:
            annotations: Sequence[Any] = read_json_file(frozen)["annotations"]
            found = [(each["image_id"], each["caption"]) for each in annotations]
    except _DAMAGED as error:
        raise C2VError(f"{_source(files)} is not in the layout of MSR-VTT.", f"It lacks {error}.") from error
    return grouped(found)


def _official_splits(files: RootFiles) -> Mapping[str, Split]:
    try:
        return {
            each["video_id"]: _SPLIT_NAMES[each["split"]]
            for record in _records(files)
            for each in record.get("videos", ())
            if each.get("split") in _SPLIT_NAMES
        }
    except _DAMAGED:
        return {}
