"""A library whose model is changed, as its owner does over the years."""

from collections.abc import Callable
from pathlib import Path

from core.library import Library
from core.values import Answer
from tests.fakes.hash_encoder import HashEncoder
from tests.fakes.house import FakeHouse
from tests.fakes.inline_lane import finish
from tests.fakes.still_frames import draw_video


class Workshop:
    """A house whose model can be changed, and whose former models can be opened again."""

    def __init__(self, home: Path) -> None:
        for name in ("a", "b", "c"):
            draw_video(home / f"films/{name}.film", [(f"red {name}", 3.0), ("blue sky", 2.0)])
        self.house = FakeHouse(home)
        self.known: dict[str, Callable[[], HashEncoder]] = {}
        self.opened: list[HashEncoder] = []
        self.library = self.start("first")
        self.library.watch([home / "films"])
        finish(self.library.reconcile())
        finish(self.library.ingest())

    def start(self, name: str, tower: str = "", **more: object) -> Library:
        """The program starts again with this model."""
        self.known[name] = lambda: HashEncoder(name, tower=tower)
        self.house.encoder = self.known[name]()
        self.house.frames.scanned.clear()
        self.house.changes.clear()
        self.library = self.house.build(source=name, open_encoder=self._open, **more)
        self.library.wake()
        return self.library

    def _open(self, source: str) -> HashEncoder:
        self.opened.append(self.known[source]())
        return self.opened[-1]

    def ask(self, text: str = "red a", **more: object) -> Answer:
        return self.library.search(self.library.cut(text), **more)  # type: ignore[arg-type]

    def answers(self) -> str:
        """The name of the model that answers."""
        spec = self.house.catalogue.spec_of(self.ask().hits[0].segment.id)
        assert spec is not None
        return spec.name

    def videos(self, answer: Answer) -> list[str]:
        return [hit.video.path.name for hit in answer.hits]
