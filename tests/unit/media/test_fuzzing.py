"""A short run of mutated videos through the decoder process; `make fuzz` is the long one."""

import os

import pytest

from core.media.decoder_process import DecoderProcess
from tests.fuzzing import draw_seeds, feed, mutants

VIDEOS = 60
MOST_BYTES = 400 << 20


@pytest.fixture(scope="module")
def seeds(tmp_path_factory):
    return draw_seeds(tmp_path_factory.mktemp("seeds"))


def test_mutants_are_the_same_for_the_same_seed(seeds):
    assert list(mutants(seeds, 8, seed=3)) == list(mutants(seeds, 8, seed=3))
    assert list(mutants(seeds, 8, seed=3)) != list(mutants(seeds, 8, seed=4))


def test_mutated_videos_are_read_or_refused_with_a_reason_and_end_nothing(seeds, tmp_path):
    source = DecoderProcess(deadline_s=20, memory_bytes=2 << 30)
    try:
        tally = feed(source, mutants(seeds, VIDEOS, seed=7), tmp_path)
    finally:
        source.close()
    said = "\n".join(tally.lines())
    assert [*tally.stopped, *tally.strange, *tally.bugs] == [], said
    assert tally.count == VIDEOS
    assert tally.read > VIDEOS // 10, said  # else the mutations would be too coarse to reach the decoders
    assert tally.refused > VIDEOS // 10, said
    if os.path.exists("/proc"):  # noqa: PTH110
        assert 0 < tally.peak_bytes < MOST_BYTES, said
