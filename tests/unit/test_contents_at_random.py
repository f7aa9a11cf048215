"""Whatever is added, removed, taken back, moved and linked: the library holds what a simple rule says, read once each.

`C2V_CONTENTS=SEEDSxSTEPS` makes it longer, such as 200x60.
"""

import os
import random
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from core.errors import QueryError
from core.store.catalogue import SqliteCatalogue
from core.values import innermost
from tests.fakes.house import FakeHouse
from tests.fakes.inline_lane import finish
from tests.fakes.still_frames import draw_video
from tests.unit.test_contents import RealDisk

SEEDS, STEPS = map(int, os.environ.get("C2V_CONTENTS", "6x40").split("x"))
FOLDERS = ["r", "r/a", "r/a/deep", "r/b", "s", "ext", "ext/x"]


@dataclass
class Rule:
    """What lies in the library, said as simply as can be."""

    roots: set[str] = field(default_factory=set)
    excluded: dict[str, int] = field(default_factory=dict)
    removals: dict[int, tuple[set[str], set[str]]] = field(default_factory=dict)
    """Roots that went, and all paths that were asked for."""

    def owner(self, path: str) -> str | None:
        around = innermost(path, self.roots | self.excluded.keys())
        return around if around in self.roots and around not in self.excluded else None

    def add(self, path: str) -> None:
        if path not in self.roots:
            self.excluded.pop(path, None)
        if self.owner(path) is None:
            self.roots.add(path)

    def remove(self, path: str, id_: int) -> None:
        gone = {path} & self.roots
        self.roots -= gone
        if not gone:
            self.excluded[path] = id_
        self.removals[id_] = gone, {path}

    def restore(self, id_: int, left: set[str] | None) -> None:
        """`left` are the clips that did not come back in another way meanwhile."""
        gone, asked = self.removals.pop(id_)
        self.roots |= gone
        self.excluded = {path: of for path, of in self.excluded.items() if of != id_}
        for path in asked if left is None else asked & left:
            if self.owner(path) is None:
                self.roots.add(path)

    def put_right(self) -> None:
        """A folder or clip that was added by way of a link is where the link leads."""
        for root in sorted(self.roots):
            real = os.path.realpath(root)
            if real != root and Path(real).exists():
                self.roots.discard(root)
                if self.owner(real) is None:
                    self.roots.add(real)


class RandomWorld:
    def __init__(self, home: Path, seed: int) -> None:
        self.home, self.chance, self.count = home, random.Random(seed), 0
        for folder in [*FOLDERS, "library"]:
            (home / folder).mkdir(parents=True, exist_ok=True)
        self.house = FakeHouse(home / "library", disk=RealDisk(), catalogue=SqliteCatalogue(home / "c.db"))  # type: ignore[arg-type]
        self.rule, self.story = Rule(), list[str]()
        self.is_new = True
        """The library has not looked yet."""
        for _ in range(6):
            self.create()

    # ---- what happens

    def step(self) -> None:
        steps = [self.create, self.add, self.add, self.remove, self.remove, self.undo, self.move, self.delete]
        steps += [self.link, self.look, self.restart, self.forget, self.move_folder]
        self.chance.choice(steps)()

    def create(self) -> None:
        self.count += 1
        path = self.home / self.chance.choice(FOLDERS) / f"{self.count}.mp4"
        if path.parent.is_dir():
            draw_video(path, [(f"word{self.count}", 2.0)], salt=str(self.count))
            self.say("create", path)

    def add(self) -> None:
        path = self.place()
        if path.exists():
            self.say("add", path)
            self.house.library.watch([path])
            self.rule.add(str(path))

    def remove(self) -> None:
        path = self.place()
        self.say("remove", path)
        known = str(path) in self.rule.roots or (self.rule.owner(str(path)) is not None and path.exists())
        spelled = self.house.library.place_of(path)
        try:
            removal = finish(self.house.library.remove([path]))
        except QueryError:
            assert not known, f"{path} is in the library"
            return
        assert known or spelled != path
        self.rule.remove(str(spelled), removal.id)
        if spelled not in self.house.catalogue.excluded():
            self.rule.excluded.pop(str(spelled), None)  # nothing but a deleted clip

    def undo(self) -> None:
        removals = self.house.library.removals()
        if removals:
            removal = self.chance.choice(removals)
            self.say("undo", removal.id)
            left = {path for path in removal.paths if self.house.catalogue.find_removed(path=path)}
            finish(self.house.library.restore(removal.id))
            self.rule.restore(removal.id, None if removal.kind == "folder" else set(map(str, left)))
            self.rule.put_right()

    def forget(self) -> None:
        if missing := [video.id for video in self.house.library.missing()]:
            chosen = self.chance.sample(missing, self.chance.randint(1, len(missing)))
            before = {str(f.path) for f in self.house.catalogue.folders()}
            removal = finish(self.house.library.forget(chosen))
            gone = before - {str(f.path) for f in self.house.catalogue.folders()}
            self.say("forget", len(chosen))
            self.rule.roots -= gone
            self.rule.removals[removal.id] = gone, set(map(str, removal.paths))

    def move(self) -> None:
        if video := self.video():
            target = self.home / self.chance.choice(FOLDERS) / video.name
            if target.parent.is_dir() and not target.exists():
                self.say("move", video, target)
                video.rename(target)

    def move_folder(self) -> None:
        folder = self.home / self.chance.choice(["r/a/deep", "r/b", "ext/x"])
        if folder.is_dir() and str(folder) not in self.rule.roots:
            self.say("rename and back", folder)
            aside = folder.with_name("renamed")
            folder.rename(aside)
            self.look()
            aside.rename(folder)

    def delete(self) -> None:
        if (video := self.video()) and self.chance.random() < 0.5:
            self.say("delete", video)
            video.unlink()

    def link(self) -> None:
        link = self.home / self.chance.choice(["r/b/link", "s/link"])
        self.say("link", link)
        if link.is_symlink():
            link.unlink()
        else:
            link.symlink_to(self.home / "ext")

    def look(self) -> None:
        self.say("look")
        finish(self.house.library.catch_up())

    def restart(self) -> None:
        self.say("restart")
        self.house.library._models.close()
        self.house.library = self.house.build()
        self.is_new = True

    # ---- within

    def place(self) -> Path:
        video = self.video()
        return video if video and self.chance.random() < 0.3 else self.home / self.chance.choice(FOLDERS)

    def video(self) -> Path | None:
        videos = sorted(p for top in ("r", "s", "ext") for p in (self.home / top).rglob("*.mp4"))
        return self.chance.choice(videos) if videos else None

    def say(self, what: str, *words: object) -> None:
        self.story.append(" ".join([what, *(str(w).replace(f"{self.home}/", "") for w in words)]))

    # ---- what must be

    def expected(self) -> tuple[dict[str, set[str]], set[str]]:
        """Real path of each clip that is to be there: under which paths it may be; and clips that may be absent.

        Two links may lead to a clip, and one of them be removed from the library: it depends on which one was followed.
        """
        rule, found, doubtful = self.rule, dict[str, set[str]](), set[str]()
        boundaries = rule.roots | rule.excluded.keys()
        for top in ("r", "s", "ext"):
            for video in (self.home / top).rglob("*.mp4"):
                if rule.owner(str(video)) is not None:
                    found[str(video)] = {str(video)}
        ext = str(self.home / "ext")
        if innermost(ext, boundaries) is None:
            for link in (self.home / "r/b/link", self.home / "s/link"):
                for video in (self.home / "ext").rglob("*.mp4") if link.is_symlink() else ():
                    inside = str(link) + str(video)[len(ext) :]
                    if innermost(str(video), boundaries) is not None:
                        continue
                    if rule.owner(inside) is not None:
                        found.setdefault(str(video), set()).add(inside)
                    elif rule.owner(str(link)) is not None:
                        doubtful.add(str(video))
        return found, doubtful

    def check(self) -> None:
        library, story = self.house.library, "\n".join(self.story)
        self.rule.put_right() if self.is_new else None
        self.is_new = False
        finish(library.reconcile())
        finish(library.ingest())
        finish(library.reconcile())
        finish(library.ingest())
        there = [v for v in self.house.catalogue.videos() if v.state not in {"missing", "offline"}]
        expected, doubtful = self.expected()
        real = {os.path.realpath(v.path): str(v.path) for v in there}
        assert len(real) == len(there), f"a clip is there twice\n{story}"
        assert set(real) - doubtful == set(expected) - doubtful, story
        assert all(path in expected.get(video, ()) for video, path in real.items()), story
        assert {v.state for v in there} <= {"ready"}, story
        assert {f.path for f in self.house.catalogue.folders()} == set(map(Path, self.rule.roots)), story
        for video in there:
            assert innermost(video.path, {str(f.path) for f in self.house.catalogue.folders()}) == str(
                next(f.path for f in self.house.catalogue.folders() if f.id == video.folder_id)
            ), story
        scanned = [Path(path).name for path in map(str, self.scanned())]
        assert len(scanned) == len(set(scanned)), f"a clip was read twice\n{story}"
        library.wake()
        ids = {int(i) for v in self.house.catalogue.videos() for i in self.ids_of(v.id)}
        index = library._index_manager.index
        assert index is not None
        assert len(index) == len(ids), story
        for video in there:
            hits = library.search(library.cut(f"word{video.path.stem}")).hits
            assert hits[0].video.id == video.id, story

    def ids_of(self, video_id: int) -> list[int]:
        spec = self.house.encoder.spec
        return [segment.id for segment in self.house.catalogue.segments_of(video_id, spec)]

    def scanned(self) -> list[object]:
        return [getattr(each, "path", each) for each in self.house.frames.scanned]


@pytest.mark.parametrize("seed", range(SEEDS))
def test_the_library_holds_what_lies_in_its_folders(tmp_path: Path, seed: int) -> None:
    world = RandomWorld(tmp_path, seed)
    try:
        for number in range(STEPS):
            world.step()
            if number % 8 == 7:
                world.check()
        world.check()
    finally:
        world.house.library.close()
