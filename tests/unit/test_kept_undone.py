"""Any changes to what is kept, undone one by one, leave it as it was; and done again, as it became."""

import inspect
import random
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.errors import QueryError
from core.library.annotating import Annotating
from core.library.carrying_over import CarryingOver
from core.library.keeping import Keeping
from core.store.catalogue import SqliteCatalogue
from core.values import KeptChange, NewMoment, TaughtVectors, TaughtWord
from tests.fakes.house import FakeHouse
from tests.fakes.still_frames import draw_video
from tests.unit.test_contents import RealDisk

SEEDS, STEPS = 12, 40
PARTS = (Keeping, Annotating, CarryingOver)
NAMES = ["Day", "day", "Straße", "strasse", "B", "é"]


def state(house: FakeHouse) -> list[Any]:
    """All that is kept."""
    catalogue = house.catalogue
    collections = catalogue.collections()
    marks = [(video.path.name, video.marks, video.collection_ids) for video in catalogue.videos()]
    contents = {video.info.fingerprint for video in catalogue.videos() if video.info}
    return [
        marks,
        collections,
        [catalogue.moments(each.id) for each in collections],
        catalogue.tags(),
        catalogue.marks_of(contents),
        catalogue.captions(),
        catalogue.judgements(),
        catalogue.taught_words(),
    ]


class Editor:
    """Does something at random."""

    def __init__(self, house: FakeHouse, seed: int) -> None:
        self.house, self.library, self.chance = house, house.library, random.Random(seed)
        self.videos = [video.id for video in house.catalogue.videos()]

    def step(self) -> KeptChange:
        """One change that can be made now."""
        while True:
            try:
                return self.chance.choice(self.steps())()
            except (QueryError, IndexError):
                continue

    def steps(self) -> list[Callable[[], KeptChange]]:
        library, chance = self.library, self.chance
        return [
            lambda: library.rate(self.some(), chance.randint(0, 5)),
            lambda: library.flag(self.some(), chance.choice(["", "pick", "reject"])),
            lambda: library.mark_seen(self.some(), chance.random() < 0.5),
            lambda: library.add_tags(self.some(), self.names()),
            lambda: library.remove_tags(self.some(), self.names()),
            lambda: library.change_tags(self.some(), self.names(), self.names()),
            lambda: library.rename_tag(chance.choice(NAMES), chance.choice(NAMES)),
            lambda: library.delete_tag(chance.choice(NAMES)),
            lambda: library.keep(self.one(), *self.stretch(), chance.choice(NAMES), self.collection()),
            lambda: library.keep(self.one(), None, None, "", self.collection()),
            lambda: library.keep_all(self.new_moments(), self.collection()),
            lambda: library.edit_moment(self.moments()[0], *self.stretch(), "edited"),
            lambda: library.remove_moments(self.moments()),  # of none: QueryError
            lambda: library.move_moments(self.moments(), self.collection(), chance.randint(0, 3)),
            lambda: library.copy_moments(self.moments(), self.collection()),
            lambda: library.add_collection(chance.choice(NAMES), chance.choice([None, "{}"])),
            lambda: library.rename_collection(self.collection(), chance.choice(NAMES)),
            lambda: library.set_query(self.collection(), chance.choice(["{}", "[]"])),
            lambda: library.remove_collection(self.collection()),
            lambda: library.order_collections([self.collection(), self.collection()]),
            lambda: library.add_caption(self.one(), chance.choice(NAMES), *self.stretch()),
            lambda: library.add_caption(self.one(), chance.choice(NAMES)),
            lambda: library.edit_caption(self.captions()[0], chance.choice(NAMES), *self.stretch()),
            lambda: library.remove_captions(self.captions()),
            lambda: library.judge(self.indexed(), chance.choice(NAMES), chance.random() < 0.5),
            lambda: library.judge_stretch(self.one(), *self.stretch(), chance.choice(NAMES), chance.random() < 0.5),
            lambda: library.unjudge(self.judgements()),
            lambda: library.put_words(self.words()),
            lambda: library.rename_word(self.word(), chance.choice(NAMES)),
            lambda: library.remove_words([self.word(), self.word()]),
        ]

    def one(self) -> int:
        return self.chance.choice(self.videos)

    def some(self) -> list[int]:
        return self.chance.sample(self.videos, self.chance.randint(1, len(self.videos)))

    def names(self) -> list[str]:
        return self.chance.sample(NAMES, 2)

    def stretch(self) -> tuple[Fraction, Fraction]:
        start = Fraction(self.chance.randint(0, 20), 10)
        return start, start + Fraction(self.chance.randint(1, 10), 10)

    def new_moments(self) -> list[NewMoment]:
        return [NewMoment(self.one(), *self.stretch(), "many"), NewMoment(self.one())]

    def captions(self) -> list[int]:
        known = [each.id for each in self.library.captions()]
        return self.chance.sample(known, self.chance.randint(1, min(3, len(known)))) if known else []

    def judgements(self) -> list[int]:
        known = [each.id for each in self.library.judgements()]
        return self.chance.sample(known, self.chance.randint(1, min(3, len(known)))) if known else []

    def indexed(self) -> list[tuple[int, float, float]]:
        return [(id_, self.chance.choice([0.0, 1.0]), 2.0) for id_ in self.some()]

    def words(self) -> list[TaughtWord]:
        """Two at most, each taught to one tower."""
        vectors = (TaughtVectors.of(self.chance.choice("ab"), np.full((2, 3), self.chance.random(), np.float32)),)
        example = self.library.clip_example(self.one(), *self.stretch())
        return [TaughtWord(0, name, "name", (example,), 0.0, vectors) for name in self.names()]

    def word(self) -> int:
        return self.chance.choice(self.library.taught_words()).id

    def collection(self) -> int:
        return self.chance.choice(self.library.collections()).id

    def moments(self) -> list[int]:
        """At least one, of any collections."""
        known = [moment.id for each in self.library.collections() for moment in self.library.moments(each.id)]
        return self.chance.sample(known, self.chance.randint(1, min(3, len(known)))) if known else []


def test_every_change_is_drawn() -> None:
    methods = {name: method for part in PARTS for name, method in vars(part).items() if name[0] != "_"}
    changes = {name for name, method in methods.items() if _gives(method) == "KeptChange"}
    drawn = inspect.getsource(Editor.steps)
    undoing = {"carry_over", "take_back", "undo_kept", "undo_words"}
    assert {name for name in changes if f"library.{name}(" not in drawn} == undoing


def _gives(method: object) -> str:
    made = getattr(method, "__annotations__", {}).get("return")
    return getattr(made, "__name__", "")


@pytest.mark.parametrize("seed", range(SEEDS))
@pytest.mark.parametrize("kind", ["sqlite", "memory"])
def test_changes_are_undone_one_by_one_and_done_again(tmp_path: Path, seed: int, kind: str) -> None:
    for name, words in (("a", "red car"), ("b", "green frog"), ("c", "red car"), ("d", "white rabbit")):
        draw_video(tmp_path / f"r/{name}.mp4", [(words, 3.0)])
    more = {"catalogue": SqliteCatalogue(tmp_path / "c.db")} if kind == "sqlite" else {}
    house = FakeHouse(tmp_path, disk=RealDisk(), **more)  # type: ignore[arg-type]
    try:
        house.index(tmp_path / "r")
        editor = Editor(house, seed)
        states, changes = [state(house)], list[KeptChange]()
        for _ in range(STEPS):
            changes.append(editor.step())
            states.append(state(house))
            assert changes[-1].is_empty == (states[-1] == states[-2])
        inverses = []
        for change, before in zip(reversed(changes), reversed(states[:-1]), strict=True):
            inverses.append(house.library.undo_kept(change))
            assert state(house) == before
        for inverse, after in zip(reversed(inverses), states[1:], strict=True):
            house.library.undo_kept(inverse)
            assert state(house) == after
    finally:
        house.library.close()
