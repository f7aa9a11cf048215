"""A world to torture the program in: videos on drives that are folders, and everything that happens to them.

Every step is drawn from one seed. What happens at which moment of a run is not: a run is killed after a drawn time, and
how far it had come depends on the machine.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from c2v_desktop.paths import find_places
from core.store.catalogue import SqliteCatalogue
from core.values import NO_MARKS, Video

ROOT = Path(__file__).resolve().parents[2]
NAMES = ["A001", "A002", "A003", "A004", "B cam", "interview", "день", "take"]
PLACES = ["films", "films/day 1", "films/day 2/cards"]
SECOND_NS = 1_000_000_000


@dataclass(frozen=True)
class Kept:
    """What a person keeps of one content."""

    rating: int = 0
    tags: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()
    """Of its moments, in alphabetical order."""


def kept_in(home: Path) -> dict[str, Kept]:
    """What a library keeps, by content, also of contents that it does not have now."""
    catalogue = SqliteCatalogue(find_places(home).catalogue, read_only=True)
    try:
        moments = [moment for each in catalogue.collections() for moment in catalogue.moments(each.id)]
        contents = {fingerprint for (fingerprint,) in catalogue._db.read("SELECT fingerprint FROM marks")}
        marks = {row.fingerprint: row.marks for row in catalogue.marks_of(contents)}
        kept = {}
        for content in contents | {moment.fingerprint for moment in moments}:
            said = marks.get(content, NO_MARKS)
            notes = sorted(moment.note for moment in moments if moment.fingerprint == content)
            kept[content] = Kept(said.rating, frozenset(said.tags), tuple(notes))
        return kept
    finally:
        catalogue.close()


class TortureWorld:
    """Three roots: a folder of the system, a folder on drive B, and a folder in which drive C is mounted."""

    def __init__(self, home: Path, pool: list[Path], seed: int) -> None:
        self.home, self.pool = home, pool
        self.chance = random.Random(seed)
        self.system, self.nest, self.bag = home / "system", home / "nest", home / "bag"
        self.mounted = {"B": home / "media" / "B", "C": self.nest / "C"}
        self.usual = dict(self.mounted)
        self.roots = [self.system / "films", self.mounted["B"] / "films", self.nest]
        self.clock_s, self.room_pages, self.now_ns = 0, 0, 1_700_000_000 * SECOND_NS
        self.growing: list[tuple[Path, Path]] = []
        self.story: list[str] = []
        self.kept: dict[str, Kept] = {}
        """What was said of each content, whatever became of its files."""
        for folder in (self.system, self.nest / "here", self.bag, *self.mounted.values()):
            folder.mkdir(parents=True)
        for top in self._tops():
            for place in PLACES:
                (top / place).mkdir(parents=True)
        for _ in range(10):
            self.add()

    # ---- steps

    def step(self) -> None:
        """One thing that happens."""
        steps: list[tuple[Callable[[], None], int]] = [
            (self.add, 5),
            (self.grow, 3),
            (self.finish_growing, 4),
            (self.rename, 5),
            (self.swap, 3),
            (self.renumber, 3),
            (self.move, 4),
            (self.duplicate, 4),
            (self.delete, 4),
            (self.replace, 3),
            (self.touch, 3),
            (self.corrupt, 2),
            (self.rename_folder, 2),
            (self.unplug, 3),
            (self.plug, 5),
            (self.jump, 1),
        ]
        self.chance.choices([one for one, _ in steps], [weight for _, weight in steps])[0]()

    def add(self) -> None:
        self._put(self.chance.choice(self.pool), self._new_path())

    def grow(self) -> None:
        """A copy has begun: half of it is there."""
        source, target = self.chance.choice(self.pool), self._new_path()
        raw = source.read_bytes()
        self._write(target.with_suffix(source.suffix), raw[: len(raw) // 2])
        self.growing.append((source, target.with_suffix(source.suffix)))

    def finish_growing(self) -> None:
        while self.growing:
            source, target = self.growing.pop()
            if target.exists():
                self._put(source, target)

    def rename(self) -> None:
        if video := self._video():
            self._move(video, video.with_name(self._name() + video.suffix))

    def swap(self) -> None:
        first, second = self._video(), self._video()
        if first and second and first != second:
            aside = first.with_name("aside.tmp")
            first.rename(aside)
            second.rename(first)
            aside.rename(second)
            self._say("swap", first, second)

    def renumber(self) -> None:
        """Each take gets the name of the next."""
        video = self._video()
        takes = sorted(video.parent.glob("A00*" + video.suffix)) if video else []
        for take in reversed(takes):
            number = int(take.stem[3:]) + 1 if take.stem[3:].isdigit() else 9
            self._move(take, take.with_name(f"A00{number}{take.suffix}"))

    def move(self) -> None:
        """To another folder, and maybe another drive."""
        if video := self._video():
            target = self._new_path().with_suffix(video.suffix)
            self._move(video, target)

    def duplicate(self) -> None:
        if video := self._video():
            target = self._new_path().with_suffix(video.suffix)
            if target != video:
                shutil.copyfile(video, target)
                self._stamp(target)
                self._say("copy", video, target)

    def delete(self) -> None:
        if video := self._video():
            video.unlink()
            self._say("delete", video)

    def replace(self) -> None:
        """Other content under the same name."""
        if video := self._video():
            self._put(self.chance.choice([one for one in self.pool if one.suffix == video.suffix]), video)

    def touch(self) -> None:
        if video := self._video():
            self._stamp(video)
            self._say("touch", video)

    def corrupt(self) -> None:
        if video := self._video():
            raw = bytearray(video.read_bytes())
            at = self.chance.randrange(len(raw))
            raw[at : at + 400] = self.chance.randbytes(400)
            self._write(video, bytes(raw[: self.chance.choice([len(raw), len(raw) // 3])]))

    def rename_folder(self) -> None:
        folders = [p for top in self._tops() for p in (top / "films").rglob("*") if p.is_dir()]
        if folders:
            folder = self.chance.choice(folders)
            target = folder.with_name(self.chance.choice(["day 1", "day 2", "day 3", "old"]))
            if not target.exists():
                folder.rename(target)
                self._say("rename folder", folder, target)

    def unplug(self) -> None:
        """A drive goes; its mount point stays, or does not."""
        drive = self.chance.choice("BC")
        if drive in self.mounted:
            place = self.mounted.pop(drive)
            place.rename(self.bag / drive)
            if self.chance.random() < 0.5:
                place.mkdir()
            self._say("unplug", place)

    def plug(self, *, usual: bool = False) -> None:
        """It comes back; B sometimes at another place, as systems do when its own is taken."""
        for drive in "BC":
            if drive in self.mounted:
                continue
            place = self.usual[drive]
            if drive == "B" and not usual and self.chance.random() < 0.4:
                place = place.with_name("B1")
            if place.exists():
                place.rmdir()
            (self.bag / drive).rename(place)
            self.mounted[drive] = place
            self._say("plug", place)

    def jump(self) -> None:
        """Somebody sets the clock."""
        self.clock_s = self.chance.choice([-400 * 86_400, -3600, 0, 3600, 400 * 86_400])
        self._say("clock", self.clock_s)

    # ---- runs

    def run(self, *arguments: str | Path, home: Path | None = None) -> "subprocess.Popen[str]":
        """Start the program in this world."""
        drives = [(place, "fuse.drive", drive) for drive, place in self.mounted.items()]
        mounts = self.home / "mounts"
        lines = [
            f"1 0 0:9 / {place} rw - {kind} {name} rw\n" for place, kind, name in [(self.home, "ext4", "x"), *drives]
        ]
        mounts.write_text("".join(lines))
        told = self.home / "world.json"
        told.write_text(
            json.dumps(
                {
                    "home": str(home or self.home / "library"),
                    "mounts": str(mounts),
                    "log": str(self.home / "decoded twice"),
                    "clock_s": self.clock_s,
                    "room_pages": self.room_pages,
                }
            )
        )
        return subprocess.Popen(
            [sys.executable, "-m", "tests.e2e.torture_program", str(told), *map(str, arguments)],
            cwd=ROOT,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="surrogateescape",
            start_new_session=True,
        )

    def disturbed_run(self) -> None:
        """The program looks and indexes, and something happens to it meanwhile."""
        fate = self.chance.choice(["none", "kill", "kill", "decoder", "encoder", "full", "pulled"])
        self._say(f"run, {fate}")
        self.room_pages = self.chance.choice([0, 1, 2, 4, 8]) + 1 if fate == "full" else 0
        process = self.run("index")
        self.room_pages = 0
        try:
            process.communicate(timeout=self.chance.uniform(0.3, 1.2) if fate not in {"none", "full"} else 120)
        except subprocess.TimeoutExpired:
            self._strike(fate, process)
        out, err = process.communicate(timeout=120)
        assert "Traceback" not in err, err
        allowed = {"none": {0, 3}, "kill": {0, 3, -signal.SIGKILL}}.get(fate, {0, 1, 3})
        assert process.returncode in allowed, f"{fate}: {process.returncode}\n{out}{err}"

    def _strike(self, fate: str, process: "subprocess.Popen[str]") -> None:
        if fate == "kill":
            process.kill()
        elif fate == "pulled":
            self.unplug()
        else:
            name = "core.media.decoder_main" if fate == "decoder" else "tests.e2e.hash_child"
            end_s = time.monotonic() + 1.0
            while time.monotonic() < end_s and process.poll() is None:
                if children := children_of(process.pid, name):
                    os.kill(children[0], signal.SIGKILL)
                    return
                time.sleep(0.02)

    # ---- what a person keeps

    def keep_something(self) -> None:
        """Somebody rates, tags or keeps what the library knows; the program is killed over it now and then."""
        video = self._known_video()
        if video is None or video.info is None:
            return
        content, word = video.info.fingerprint, self.chance.choice(NAMES)
        before = self.kept.get(content, Kept())
        what = self.chance.choice(["rate", "tag", "keep"])
        if what == "rate":
            after = replace(before, rating=self.chance.randint(1, 5))
            process = self.run("rate", video.path, "--stars", str(after.rating))
        elif what == "tag":
            after = replace(before, tags=before.tags | {word})
            process = self.run("tag", video.path, "--add", word)
        else:
            after = replace(before, notes=tuple(sorted([*before.notes, word])))
            process = self.run("keep", "add", video.path, "--note", word)
        self._say(what, video.path, word)
        is_killed = self.chance.random() < 0.4
        try:
            out, err = process.communicate(timeout=self.chance.uniform(0.2, 1.5) if is_killed else 120)
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate(timeout=60)
        assert process.returncode == 0 or is_killed, f"{what} {video.path}: {process.returncode}\n{out}{err}"
        now = kept_in(self.home / "library").get(content, Kept())
        assert now == after or (now == before and is_killed), f"{what} {video.path}: {before}, {after}, {now}"
        self.kept[content] = now

    def _known_video(self) -> Video | None:
        catalogue = SqliteCatalogue(find_places(self.home / "library").catalogue, read_only=True)
        try:
            videos = [video for video in catalogue.videos() if video.info is not None]
            return self.chance.choice(videos) if videos else None
        finally:
            catalogue.close()

    # ---- within

    def _tops(self) -> list[Path]:
        """Places that can be written to now, each with a folder `films`."""
        return [self.system, *self.mounted.values(), self.nest / "here"]

    def _name(self) -> str:
        return self.chance.choice(NAMES)

    def _new_path(self) -> Path:
        """Somewhere; a video that is there is overwritten, as copying does."""
        folders = [p for top in self._tops() for p in (top / "films", *(top / "films").rglob("*")) if p.is_dir()]
        return self.chance.choice(folders) / (self._name() + ".mp4")

    def _video(self) -> Path | None:
        videos = sorted(p for top in self._tops() for p in (top / "films").rglob("*") if p.is_file())
        return self.chance.choice(videos) if videos else None

    def _put(self, source: Path, target: Path) -> None:
        target = target.with_suffix(source.suffix)
        self._write(target, source.read_bytes())
        self._say("write", target, source.name)

    def _write(self, target: Path, raw: bytes) -> None:
        target.write_bytes(raw)
        self._stamp(target)

    def _move(self, video: Path, target: Path) -> None:
        if target != video:
            shutil.move(video, target)
            self._say("move", video, target)

    def _stamp(self, path: Path) -> None:
        """No two writings have one time: a change of content with equal size and time cannot be seen."""
        self.now_ns += SECOND_NS
        os.utime(path, ns=(self.now_ns, self.now_ns + self.clock_s * SECOND_NS))

    def _say(self, what: str, *words: object) -> None:
        named = [word.relative_to(self.home).as_posix() if isinstance(word, Path) else str(word) for word in words]
        self.story.append(" ".join([what, *named]))


def children_of(pid: int, name: str) -> list[int]:
    """Processes that this one has started and whose command has this word."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            for child in task.read_text().split():
                if name in Path(f"/proc/{child}/cmdline").read_text().split("\0"):
                    found.append(int(child))
        except OSError:
            continue
    return found
