"""What a name is taught from: vectors of its examples, and moments of the library to tell them from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from core.errors import QueryError
from core.library.deps import LibraryDeps
from core.search.examples import ExampleReader
from core.values import EncoderSpec, Example, Filter, FloatArray, Hit, TaughtWord, Video, WordExample

MOST_NEGATIVES: Final = 2000


@dataclass(frozen=True, slots=True, eq=False)
class NameMaterial:
    """Pooled vectors of the chosen model. Shapes: examples (n, D), library (M, D); sources (n,), equal for one clip."""

    spec: EncoderSpec
    examples: FloatArray
    sources: tuple[int, ...]
    library: FloatArray


class NameTeaching:
    """Part of `Library`; changes nothing. Thread: the engine lane."""

    _parts: LibraryDeps

    def _wake_once(self) -> None:
        raise NotImplementedError

    def name_material(self, examples: Sequence[WordExample], seed: int = 0) -> NameMaterial:
        """Vectors of these examples, and of a sample of the library without their clips.

        Of indexed clips the stored vectors are taken, so they may be away. Raises: QueryError, for an example that is
        not there any more; MediaError, EncoderError, StoreError.
        """
        self._wake_once()
        catalogue, encoder = self._parts.catalogue, self._parts.encoder
        spec = encoder.spec
        reader = ExampleReader(catalogue, self._parts.frames)
        vectors, owners, mine = [], list[str](), set[int]()
        for each in examples:
            videos = catalogue.videos_of([each.fingerprint]) if each.fingerprint else []
            vectors.append(reader.vector(_example(each, videos), encoder))
            owners.append(each.fingerprint or str(each.path))
            mine |= {video.id for video in videos}
        clips = {owner: place for place, owner in enumerate(dict.fromkeys(owners))}
        others = np.setdiff1d(catalogue.segment_ids(spec, Filter()), catalogue.segment_ids_of(mine, spec))
        chosen = np.sort(np.random.default_rng([seed, 4]).permutation(others)[:MOST_NEGATIVES])
        library = catalogue.segment_vectors([int(id_) for id_ in chosen])
        rows = np.stack(vectors) if vectors else np.zeros((0, spec.dim), np.float32)
        return NameMaterial(spec, rows, tuple(clips[owner] for owner in owners), library.reshape(-1, spec.dim))


def without_examples(hits: Sequence[Hit], word: TaughtWord) -> list[Hit]:
    """Moments that are none of a word's examples yet: what may be added to them."""

    def is_known(hit: Hit) -> bool:
        info = hit.video.info
        for each in word.examples:
            if info is None or each.fingerprint != info.fingerprint:
                continue
            if each.start_s is None or each.end_s is None:
                return True
            if min(hit.segment.end_s, float(each.end_s)) >= max(hit.segment.start_s, float(each.start_s)):
                return True
        return False

    return [hit for hit in hits if not is_known(hit)]


def _example(example: WordExample, videos: Sequence[Video]) -> Example:
    """As a query takes it. Raises: QueryError, when it is not there any more."""
    path = next((video.path for video in videos if video.path == example.path), videos[0].path if videos else None)
    if path is None:
        if not example.path.exists():
            raise QueryError(f"{example.path} is not there any more.", "Choose another example in its place.")
        path = example.path
    if example.source == "picture":
        return Example("image", path)
    if example.start_s is not None and example.end_s is not None:
        return Example("moment", path, float(example.start_s), float(example.end_s))
    info = videos[0].info if videos else None
    return Example("moment", path, 0.0, float(info.duration_s) if info is not None else None)
