"""Which data sets can be read, and how each is recognised by its files."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from core.errors import C2VError
from core.finetune.published import msrvtt
from core.finetune.published.records import PublishedClip, PublishedSet
from core.finetune.published.root_files import (
    RootFiles,
    grouped,
    read_ids,
    read_json_file,
    read_lines,
    read_plain_pickle,
    spoken,
)
from core.values.teaching import Split

_LISTS: Final[Mapping[Split, str]] = {
    "train": "train_list.txt", "validation": "val_list.txt", "test": "test_list.txt",
}  # fmt: skip
_DAMAGED: Final = (KeyError, TypeError, AttributeError, ValueError)
_SHORT: Final[Mapping[Split, str]] = {"train": "train", "validation": "val", "test": "test"}


def read_msvd(files: RootFiles) -> PublishedSet:
    """Lists of names and raw-captions.pkl; every caption of the 670 test clips is a query."""
    files.need("MSVD", "test_list.txt")
    splits = _listed_with_pickle(files, "MSVD")
    sizes: dict[Split, int] = {"train": 1200, "validation": 100, "test": 670}
    return PublishedSet("msvd", "MSVD", splits, "test_list.txt, raw-captions.pkl", sizes=sizes)


def read_vatex(files: RootFiles) -> PublishedSet:
    """English captions; lists of names give the split of HGR (1,500 of the validation clips to test on)."""
    captions, source = _vatex_captions(files)
    notes: list[str] = []
    splits: dict[Split, tuple[PublishedClip, ...]] = {}
    for split, name in _LISTS.items():
        path = files.annotation(name)
        if path is not None:
            ids = read_ids(path)
            splits[split] = tuple(PublishedClip(id_, captions[id_]) for id_ in ids if id_ in captions)
            lost = len(ids) - len(splits[split])
            if lost:
                notes.append(f"{lost:,} clips of {name} have no captions in {source}.")
    if "test" not in splits:
        splits, note = _vatex_as_handed_out(files)
        notes.append(note)
    return PublishedSet("vatex", "VATEX (English)", splits, source, tuple(notes), sizes={"train": 25991, "test": 1500})


def _vatex_captions(files: RootFiles) -> tuple[Mapping[str, tuple[str, ...]], str]:
    path = files.annotation("vatex_data.json")
    try:
        if path is not None:
            found = {id_: tuple(said["enCap"]) for id_, said in read_json_file(path).items()}
            return found, path.name
        parts = {name: files.annotation(name) for name in _VATEX_PARTS}
        if not any(parts.values()):
            files.need("VATEX", "vatex_data.json", *_VATEX_PARTS)
        captions = {clip.id: clip.captions for part in parts.values() if part for clip in _vatex_part(part)}
        return captions, ", ".join(name for name, part in parts.items() if part)
    except _DAMAGED as error:
        raise C2VError("The captions of VATEX are not in its layout.", f"They lack {error}.") from error


_VATEX_PARTS: Final = (
    "vatex_training_v1.0.json", "vatex_validation_v1.0.json", "vatex_public_test_english_v1.1.json",
)  # fmt: skip


def _vatex_part(path: Path) -> list[PublishedClip]:
    return [PublishedClip(each["videoID"], tuple(each["enCap"])) for each in read_json_file(path)]


def _vatex_as_handed_out(files: RootFiles) -> tuple[dict[Split, tuple[PublishedClip, ...]], str]:
    """Without lists of names: train on the training part, test on all of the validation part."""
    train, validation = (files.annotation(name) for name in _VATEX_PARTS[:2])
    if validation is None:
        files.need("the test list of VATEX", "test_list.txt", _VATEX_PARTS[1])
        raise AssertionError("unreachable")
    test = tuple(_vatex_part(validation))
    note = f"There is no test_list.txt: all {len(test):,} validation clips are tested, not the 1,500 of HGR."
    return {"train": tuple(_vatex_part(train)) if train else (), "test": test}, note


def read_didemo(files: RootFiles) -> PublishedSet:
    """All sentences of a clip as one query, in the order in which they stand in the file."""
    files.need("DiDeMo", "test_data.json")
    splits: dict[Split, tuple[PublishedClip, ...]] = {}
    for split, short in _SHORT.items():
        path = files.annotation(f"{short}_data.json")
        if path is None:
            continue
        try:
            said = grouped((each["video"], each["description"]) for each in read_json_file(path))
        except _DAMAGED as error:
            raise C2VError(f"{path} is not in the layout of DiDeMo.", f"It lacks {error}.") from error
        names = files.annotation(_LISTS[split])
        kept = set(read_ids(names)) if names is not None else None
        splits[split] = tuple(
            PublishedClip(id_, (" ".join(captions),)) for id_, captions in said.items() if kept is None or id_ in kept
        )
    return PublishedSet(
        "didemo", "DiDeMo", splits, "test_data.json", longest_s=31.0, has_paragraphs=True, sizes={"test": 1004}
    )


def read_lsmdc(files: RootFiles) -> PublishedSet:
    """Six columns, separated by tabs; the 1,000 public test clips have one sentence each."""
    test = files.annotation("LSMDC16_challenge_1000_publictect.csv")
    if test is None:
        if files.annotation("raw-captions.pkl") is None:
            files.need("LSMDC", "LSMDC16_challenge_1000_publictect.csv", "raw-captions.pkl")
        files.need("LSMDC", "test_list.txt")
        splits = _listed_with_pickle(files, "LSMDC")
        source = "test_list.txt, raw-captions.pkl"
    else:
        splits, source = {"test": _lsmdc_table(test)}, test.name
        others: tuple[tuple[Split, str], ...] = (
            ("train", "LSMDC16_annos_training.csv"),
            ("validation", "LSMDC16_annos_val.csv"),
        )
        for split, name in others:
            path = files.annotation(name)
            if path is not None:
                splits[split] = _lsmdc_table(path)
    return PublishedSet("lsmdc", "LSMDC", splits, source, sizes={"test": 1000})


def _lsmdc_table(path: Path) -> tuple[PublishedClip, ...]:
    found = []
    for number, line in enumerate(read_lines(path), 1):
        cells = line.strip("\r\n").split("\t")
        if len(cells) != 6:
            raise C2VError(
                f"{path} is not in the layout of LSMDC: line {number} has {len(cells)} columns, not 6.",
                "Its columns, separated by tabs, are the clip, four times and the sentence.",
            )
        found.append((cells[0].strip(), cells[5].strip()))
    return tuple(PublishedClip(id_, captions) for id_, captions in grouped(found).items())


def _listed_with_pickle(files: RootFiles, title: str) -> dict[Split, tuple[PublishedClip, ...]]:
    captions: Any = read_plain_pickle(files.need(title, "raw-captions.pkl"))
    splits: dict[Split, tuple[PublishedClip, ...]] = {}
    for split, name in _LISTS.items():
        path = files.annotation(name)
        if path is None:
            continue
        try:
            splits[split] = tuple(PublishedClip(id_, spoken(captions[id_])) for id_ in read_ids(path))
        except _DAMAGED as error:
            raise C2VError(f"raw-captions.pkl and {name} do not fit together.", f"No captions of {error}.") from error
    return splits


_READERS: Final[Mapping[str, Callable[[RootFiles], PublishedSet]]] = {
    "msrvtt-1ka": msrvtt.read_1ka,
    "msrvtt-full": msrvtt.read_full,
    "msvd": read_msvd,
    "vatex": read_vatex,
    "didemo": read_didemo,
    "lsmdc": read_lsmdc,
}
NAMES: Final = tuple(_READERS)


def read_published(name: str, files: RootFiles) -> PublishedSet:
    """A data set by its name. Raises: C2VError, with what is missing or damaged."""
    found = _READERS[name](files)
    if not found.of("test"):
        raise C2VError(
            f"The test split of {found.title} is empty in {files.root}.", f"It was looked for in {found.source}."
        )
    return found


def find_published(files: RootFiles) -> str | None:
    """The data set whose annotations lie here; None when these are other files."""
    if files.annotation(msrvtt.TEST_1KA, "val_list_jsfusion.txt"):
        return "msrvtt-1ka"
    if files.annotation("MSRVTT_data.json", "train_val_videodatainfo.json", "MSR_VTT.json"):
        return "msrvtt-full"
    if files.annotation("vatex_data.json", *_VATEX_PARTS):
        return "vatex"
    if files.annotation("LSMDC16_challenge_1000_publictect.csv"):
        return "lsmdc"
    if files.annotation("test_data.json") and files.annotation("train_data.json", "test_list.txt"):
        return "didemo"
    if files.annotation("raw-captions.pkl") and files.annotation("test_list.txt"):
        return "msvd"
    return None
