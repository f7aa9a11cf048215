"""Scenarios 7, 8 and 9: the window while clips are indexed, when a decoder dies, and when it is closed meanwhile."""

import signal
from pathlib import Path

import numpy as np
import psutil
import pytest

from c2v_desktop.paths import find_places
from core.store.catalogue import SqliteCatalogue
from tests.acceptance.desktop import LONGEST_TEST_S
from tests.acceptance.footage import MANY as CLIPS
from tests.e2e.runs import ready_videos

pytestmark = [pytest.mark.slow, pytest.mark.timeout(LONGEST_TEST_S)]

ANSWERS = 200
SLOWEST_ANSWER_S = 5.0
"""Far above what is felt; what is measured stands in figures.json and in tests/bench."""


def rows(home):
    """All clips with the ids and times of their moments; ids are never given twice."""
    catalogue = SqliteCatalogue(find_places(home).catalogue, read_only=True)
    try:
        spec = catalogue.last_spec()
        return {
            video.path.name: [(each.id, each.start_s, each.end_s, each.frame_times_s) for each in segments]
            for video in catalogue.videos()
            if (segments := catalogue.segments_of(video.id, spec))
        }
    finally:
        catalogue.close()


def are_alike(found):
    """Whether all clips are there with the same moments, as they show the same; those of before went undisturbed."""
    times = [[row[1:] for row in segments] for segments in found.values()]
    return len(times) == CLIPS and all(each == times[0] for each in times)


def decoder(program, folder, path=""):
    """The process that reads a clip of a folder now, and the clip's path; or the one that reads just that clip.

    It is stopped: on a fast machine it would have read the clip before anything is done to it.
    """

    def reading():
        for each in program.helpers():
            if any("decoder_main" in word for word in each.cmdline()):
                each.suspend()
                opened = [file.path for file in each.open_files() if file.path.startswith(path or str(folder))]
                if opened:
                    return each, opened[0]
                each.resume()
        return None

    return program.wait(reading, "a decoder that reads")


def kill(process):
    """As a fault in a decoder ends it."""
    process.send_signal(signal.SIGSEGV)
    process.resume()
    psutil.wait_procs([process])


def test_the_window_answers_while_clips_are_indexed_and_a_pause_holds(start, tmp_path, many_clips):
    program = start(tmp_path / "home", many_clips)
    program.wait(lambda: ready_videos(program.home), "the first clip")
    program.press("slash")
    program.type("red car")
    program.press("Return")
    program.wait(lambda: any(" match" in card.name for card in program.cards()), "an answer")
    taken_s = [program.answer_s() for _ in range(ANSWERS)]
    program.picture("1 an answer while clips are indexed")
    program.press("Escape", "Escape")

    program.press("ctrl+p")
    program.find("label", "^Paus")
    program.picture("2 paused")
    held = ready_videos(program.home)
    assert held < CLIPS, "there was something left to hold"
    spent = []

    def rests():
        spent.append([each.cpu_times().user for each in program.helpers()])
        return len(spent) > 40 and spent[-40] == spent[-1]

    program.wait(rests, "the helpers rest")
    assert ready_videos(program.home) < CLIPS
    program.press("ctrl+p")
    program.find("label", f"^{CLIPS} clips indexed")
    figures = {f"answer_p{share}_ms": 1000 * float(np.percentile(taken_s, share)) for share in (50, 95, 100)}
    program.note(**figures)
    assert max(taken_s) < SLOWEST_ANSWER_S


def test_a_decoder_that_dies_once_costs_nothing(start, tmp_path, many_clips):
    program = start(tmp_path / "home", many_clips)
    program.wait(lambda: ready_videos(program.home), "the first clip")
    kill(decoder(program, many_clips)[0])
    program.find("label", f"^{CLIPS} clips indexed")
    program.picture("1 all clips in spite of it")
    assert are_alike(rows(program.home)), "no row is lost or doubled"


def test_a_clip_that_kills_the_decoder_twice_is_skipped_and_the_others_are_indexed(start, tmp_path, many_clips):
    program = start(tmp_path / "home", many_clips)
    program.wait(lambda: ready_videos(program.home), "the first clip")
    first, path = decoder(program, many_clips)
    kill(first)
    kill(decoder(program, many_clips, path)[0])
    program.find("label", f"^{CLIPS - 1} clips indexed")
    program.find("label", f"{Path(path).name}.*It stopped twice, so the clip is skipped")
    program.picture("0 the user hears that it is skipped")
    program.click(program.find("push button", "^1 failed$"))
    program.wait(lambda: len(program.cards()) == 1, "the skipped clip alone")
    program.click(program.cards()[0])
    program.find("label", "This happened 2 times")
    program.picture("1 why it was skipped")
    program.click(program.find("push button", "^Retry$"))
    program.find("label", f"^{CLIPS} clips indexed")


def test_closed_while_indexing_it_leaves_nothing_behind_and_resumes(start, tmp_path, many_clips):
    program = start(tmp_path / "home", many_clips)
    program.wait(lambda: ready_videos(program.home), "the first clip")
    decoder(program, many_clips)[0].resume()
    helpers = program.helpers()
    program.press("ctrl+q")
    assert program.wait_for_end() == 0
    _, alive = psutil.wait_procs(helpers, timeout=60)
    assert alive == []
    before = rows(program.home)
    assert 0 < len(before) < CLIPS

    again = start(tmp_path / "home")
    again.find("label", f"^{CLIPS} clips indexed")
    again.picture("1 resumed")
    after = rows(program.home)
    assert {name: after[name] for name in before} == before, "what was indexed is not indexed again"
    assert are_alike(after), "no row is lost or doubled"
