"""Whatever is done to the footage, the drives, the clock, the disk and the program itself: the library ends as one
built from scratch, nothing decoded twice, nothing lost.

`C2V_TORTURE=SEEDSxROUNDS` makes it longer, such as 20x60.
"""

import os
import sys
from pathlib import Path

import pytest

from c2v_desktop.paths import find_places
from core.store.catalogue import SqliteCatalogue
from core.values import Filter
from tests.clips import VideoSpec, draw_scenes
from tests.e2e.runs import snapshot
from tests.e2e.torture import Kept, TortureWorld, kept_in

SEEDS, ROUNDS = map(int, os.environ.get("C2V_TORTURE", "2x8").split("x"))
STEPS = 20
"""Things that happen between two runs."""

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="processes are found by way of /proc")


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Videos that differ in content; two of them in nothing but a stretch in their middle."""
    folder = tmp_path_factory.mktemp("pool")
    videos = [draw_scenes(folder / f"{n}.mp4", lengths) for n, lengths in enumerate([(20,), (30, 8), (3,), (90, 40)])]
    videos += [draw_scenes(folder / f"{n}.mkv", (25 + n, 10)) for n in range(3)]
    videos.append(draw_scenes(folder / "long.mp4", (250, 50), VideoSpec(gop=50)))
    whole = videos[-1].read_bytes()
    at = len(whole) // 3
    (folder / "alike.mp4").write_bytes(whole[:at] + bytes(2000) + whole[at + 2000 :])
    (folder / "none.mp4").write_bytes(b"nothing of the kind" * 200)
    return [*videos, folder / "alike.mp4", folder / "none.mp4"]


@pytest.mark.timeout(240 + 60 * ROUNDS)
@pytest.mark.parametrize("seed", range(SEEDS))
def test_the_end_is_that_of_a_quiet_life(pool: list[Path], tmp_path: Path, seed: int) -> None:
    world = TortureWorld(tmp_path / "w", pool, seed)
    quietly(world, "index", *world.roots)
    for _ in range(ROUNDS):
        for _ in range(STEPS):
            world.step()
        world.disturbed_run()
        world.keep_something()
    world.finish_growing()
    world.plug(usual=True)
    quietly(world, "settle")
    told = snapshot(world.home / "library")

    twice = world.home / "decoded twice"
    story = "\n".join(world.story)
    assert not twice.exists(), twice.read_text() + story
    is_all_kept(world, told)
    fresh = from_scratch(world)
    there = {path: said for path, said in told.items() if path.exists()}
    assert set(there) == set(fresh), story
    for path, said in fresh.items():
        assert there[path] == said, f"{path}\n{story}"
    known = {said[0].info.fingerprint for said in fresh.values() if said[0].info is not None}  # type: ignore[attr-defined]
    for path in told.keys() - there.keys():
        video = told[path][0]
        assert video.state == "missing", f"{path}\n{story}"  # type: ignore[attr-defined]
        assert video.info.fingerprint not in known, f"{path}\n{story}"  # type: ignore[attr-defined]
        assert told[path][1], "kept without what was made of it"
    is_whole(world.home / "library")


def is_all_kept(world: TortureWorld, told: dict[Path, tuple[object, ...]]) -> None:
    """Every content has what was said of it, in every place where it lies now, and where it lies no more."""
    story = "\n".join(world.story)
    assert {content: kept for content, kept in kept_in(world.home / "library").items() if kept != Kept()} == {
        content: kept for content, kept in world.kept.items() if kept != Kept()
    }, story
    catalogue = SqliteCatalogue(find_places(world.home / "library").catalogue, read_only=True)
    try:
        for video in catalogue.videos():
            kept = world.kept.get(video.info.fingerprint, Kept()) if video.info is not None else Kept()
            assert (video.marks.rating, frozenset(video.marks.tags)) == (kept.rating, kept.tags), (
                f"{video.path}\n{story}"
            )
            assert bool(video.collection_ids) == bool(kept.notes), f"{video.path}\n{story}"
    finally:
        catalogue.close()
    assert told, "the library has something to compare"


def from_scratch(world: TortureWorld) -> dict[Path, tuple[object, ...]]:
    """What a new library says of the same folders."""
    home = world.home / "fresh"
    catalogue = SqliteCatalogue(find_places(world.home / "library").catalogue, read_only=True)
    roots = [folder.path for folder in catalogue.folders()]
    catalogue.close()
    (world.home / "decoded twice").unlink(missing_ok=True)
    process = world.run("index", *roots, home=home)
    _, err = process.communicate(timeout=300)
    assert process.returncode in {0, 3}, err
    return snapshot(home)


def quietly(world: TortureWorld, *arguments: str | Path) -> None:
    process = world.run(*arguments)
    out, err = process.communicate(timeout=300)
    assert process.returncode in {0, 3}, f"{out}{err}"


def is_whole(home: Path) -> None:
    """The database is sound, and its folders are online."""
    catalogue = SqliteCatalogue(find_places(home).catalogue)
    try:
        catalogue.check()
        assert all(folder.online for folder in catalogue.folders())
        spec = catalogue.last_spec()
        assert spec is not None
        assert len(catalogue.segment_ids(spec, Filter())) == catalogue.counts(spec).segments
    finally:
        catalogue.close()
