"""Pairs from files and from the library, checked against what the library has indexed. No torch."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from c2v_desktop.finetune.collecting import Collector
from c2v_desktop.finetune.run_process import ask
from c2v_desktop.finetune_child.picture_frames import save_array
from core.encode.encoder_options import EncoderOptions
from core.finetune.pairs import DiskLookup, LibraryLookup, PathMemory, check_pairs
from core.ports import Catalogue
from core.values import EncoderSpec, MediaInfo
from core.values.teaching import CheckedPairs, Pair

MOST_READ: Final = 2000
"""Characters of a caption that are read to count its tokens: no model's context holds more."""
MOST_JUDGED: Final = 500
"""Captions whose moments are ranked, to find words that the model reads wrongly."""
OTHERS: Final = 400
"""Moments of the library that they are ranked among, beside those of the captions."""


class ReadCaptions:
    """What a model makes of captions: tokens of each, how many it reads, words that it does not know or misreads."""

    def __init__(self, said: dict[str, Any], captions: Sequence[str]) -> None:
        rest = (len(caption[MOST_READ:].split()) for caption in captions)  # a token each, at least
        self._tokens = {c: int(t) + more for c, t, more in zip(captions, said["tokens"], rest, strict=True)}
        self.context_length = int(said["context"])
        self._unknown = [(str(word), int(count)) for word, count in said["unknown"]]
        self.misread = tuple((str(word), int(count)) for word, count in said.get("misread", ()))

    def count_tokens(self, caption: str) -> int:
        """With start and end."""
        return int(self._tokens.get(caption, 0))

    def unknown_words(self, _: Sequence[str]) -> Sequence[tuple[str, int]]:
        """Most used first."""
        return self._unknown


def check_library(
    catalogue: Catalogue,
    spec: EncoderSpec | None,
    probe: Callable[[Path], MediaInfo],
    sources: Sequence[Path],
    with_kept: bool,
    seed: int,
    options: EncoderOptions,
    command: Sequence[str],
    memory_file: Path,
    *,
    takes_pictures: bool = False,
) -> CheckedPairs:
    """Read and check. `spec` None: nothing is indexed with this model. `memory_file`: where clips of lists were at
    earlier checks. Raises: C2VError.
    """
    videos = catalogue.videos()
    indexed = {
        video.info.fingerprint
        for video in videos
        if spec is not None and video.info is not None and catalogue.has_vectors(video.id, spec)
    }
    kept = list(kept_pairs(catalogue)) if with_kept else []
    disk, memory = DiskLookup(probe), PathMemory(memory_file)
    roots = [folder.path for folder in catalogue.folders() if not folder.is_file]

    def check(read: ReadCaptions | None) -> CheckedPairs:
        return check_pairs(
            sources,
            kept,
            LibraryLookup(videos, indexed, disk, memory),
            read.count_tokens if read is not None else None,
            seed,
            context_length=read.context_length if read is not None else 77,
            roots=roots,
            unknown_words=read.unknown_words if read is not None else None,
            takes_pictures=takes_pictures,
        )

    first = check(None)
    memory.save()
    captions = list(dict.fromkeys(pair.caption for pair in first.pairs if pair.caption))
    if not captions:
        return first
    request: dict[str, Any] = {
        "op": "read",
        "base": options.to_json(),
        "captions": [caption[:MOST_READ] for caption in captions],
        "learned": [pair.caption[:MOST_READ] for pair in _usable(first)],
    }
    with TemporaryDirectory(prefix="c2v-captions-", ignore_cleanup_errors=True) as root:
        if spec is not None and first.usable:
            vectors, judged = Collector(catalogue, spec).pooled(_usable(first)[:MOST_JUDGED], OTHERS)
            if judged:
                save_array(file := Path(root) / "moments.safetensors", vectors)
                request |= {"moments": str(file), "judged": [(caption[:MOST_READ], row) for caption, row in judged]}
        read = ReadCaptions(ask(command, request), captions)
    return replace(check(read), misread_words=read.misread)


def _usable(checked: CheckedPairs) -> list[Pair]:
    return [pair for pair, split in zip(checked.pairs, checked.splits, strict=True) if split is not None]


def kept_pairs(catalogue: Catalogue) -> Iterable[Pair]:
    """Captions that were written in the program, and moments that were judged right for a sentence."""
    captions, judgements = catalogue.captions(), [each for each in catalogue.judgements() if each.is_right]
    contents = {each.fingerprint for each in captions} | {each.fingerprint for each in judgements}
    now: dict[str, Path] = {}
    for video in catalogue.videos_of(contents):
        if video.info is not None:
            now.setdefault(video.info.fingerprint, video.path)
    for caption in captions:
        yield Pair(now.get(caption.fingerprint, caption.path), caption.text, caption.start_s, caption.end_s)
    for each in judgements:
        yield Pair(now.get(each.fingerprint, each.path), each.sentence, each.start_s, each.end_s)
