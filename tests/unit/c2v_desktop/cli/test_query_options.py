"""Queries on the command line: phrases, steps, examples, saved queries, and what is refused."""

import json
from pathlib import Path
from typing import Any

import pytest

from c2v_desktop import compose
from core.library import load_query
from core.search.phrases import cut_query
from tests.fakes.still_frames import draw_video
from tests.unit.c2v_desktop.cli.test_main import Run, build


@pytest.fixture
def run(command_line: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.setattr(compose, "build_library", build)
    folder = tmp_path / "films"
    draw_video(folder / "a.film", [("red car", 3.0), ("blue sky", 3.0)])
    draw_video(folder / "b.film", [("blue sky", 3.0), ("red car", 3.0)], salt="b")
    for number, words in enumerate(("red frog", "bear fence", "moon rover", "white rabbit", "grey road", "dog basket")):
        draw_video(folder / f"c{number}.film", [(words, 3.0)])
    command_line("index", folder)
    return command_line


def hits(run: Run, *arguments: str | Path) -> list[dict[str, Any]]:
    code, out, err = run("search", *arguments, "--json")
    assert code == 0, err
    found: list[dict[str, Any]] = json.loads(out)["hits"]
    return found


def name(hit: dict[str, Any]) -> str:
    return Path(hit["path"]).name


def test_an_excluded_phrase_goes_down(run: Run) -> None:
    assert name(hits(run, "red", "--not", "car")[0]) == "c0.film"
    code, out, _ = run("search", "red", "--not", "car", "--top", "1")
    assert code == 0
    assert "c0.film" in out.splitlines()[0]


def test_steps_are_found_in_order(run: Run) -> None:
    best = hits(run, "red car", "--then", "blue sky", "--within", "5")[0]
    assert (name(best), best["start_s"], [each["start_s"] for each in best["then"]]) == ("a.film", 0.0, [3.0])
    assert name(hits(run, "blue sky", "--then", "red car")[0]) == "b.film"
    assert "then 00:00:03:00-00:00:06:00" in run("search", "red car", "--then", "blue sky", "--top", "1")[1]


def test_the_record_is_printed_saved_and_read_again(run: Run, tmp_path: Path) -> None:
    place = tmp_path / "my search.json"
    arguments = ("red car", "--must", "sky", "--should", "rain", "--not", "frog", "--motion", "0.3", "--sort", "name")
    code, out, err = run("search", *arguments, "--save-query", place, "--json")
    assert code == 0
    assert "Saved the query" in err
    record = json.loads(out)["record"]
    assert json.loads(place.read_text()) == record
    query = load_query(place.read_text()).query
    assert [(p.text, p.role) for p in query.phrases] == [
        ("red car", "must"), ("sky", "must"), ("rain", "should"), ("frog", "not"),
    ]  # fmt: skip
    assert (query.combine, query.motion, query.sort) == ("all", 0.3, "name")
    again = json.loads(run("search", "--query", place, "--json")[1])
    assert again["record"] == record
    assert [each["path"] for each in again["hits"]] == [each["path"] for each in json.loads(out)["hits"]]
    more = json.loads(run("search", "--query", place, "--combine", "any", "--not", "dog", "--json")[1])["record"]
    assert (more["combine"], more["phrases"][-1]["text"]) == ("any", "dog")


def test_a_plain_search_has_a_plain_record(run: Run) -> None:
    told = json.loads(run("search", "red car", "--json")[1])
    assert load_query(json.dumps(told["record"])).query == cut_query("red car")
    assert told["in_spreads"] is False


def test_a_saved_query_may_be_toml_and_says_what_it_ignores(run: Run, tmp_path: Path) -> None:
    place = tmp_path / "mine.toml"
    place.write_text('text = "red car"\nmood = "calm"\n[[then]]\ntext = "blue sky"\n')
    code, out, err = run("search", "--query", place, "--top", "1")
    assert (code, "a.film" in out, "mood" in err) == (0, True, True)


def test_examples_of_every_kind(run: Run, tmp_path: Path) -> None:
    video = tmp_path / "films/c2.film"
    assert name(hits(run, "--like", f"{video}@1.0")[0]) == "c2.film"
    assert name(hits(run, "--like", f"{video}@0:01")[0]) == "c2.film"
    assert name(hits(run, "--like", f"{video}@00:00:01:00")[0]) == "c2.film"
    assert name(hits(run, "--like", f"{video}@00:00:00:00-00:00:03:00")[0]) == "c2.film"
    best = hits(run, "red", "--like", f"{tmp_path / 'films/a.film'}@1.0", "--not", "sky")[0]
    assert (name(best), best["start_s"]) in (("a.film", 0.0), ("b.film", 3.0))


def test_liked_and_disliked_results_order_the_rest_and_stay_marked(run: Run, tmp_path: Path) -> None:
    plain = hits(run, "red")
    best, last = plain[0], plain[-1]
    places = [f"{each['path']}@{each['start_s']}-{each['end_s']}" for each in (best, last)]
    found = hits(run, "red", "--liked", places[1], "--disliked", places[0])
    judged = {(each["path"], each["start_s"]): each["judged"] for each in found}
    assert judged[last["path"], last["start_s"]] == "liked"
    assert judged[best["path"], best["start_s"]] == "disliked"
    assert sum(each is None for each in judged.values()) == len(judged) - 2
    assert next(each["likes"] for each in found if each["judged"] == "liked") > 0
    out = run("search", "red", "--liked", places[1])[1]
    assert "(liked)" in out
    told = json.loads(run("explain", "red", "--liked", places[1], "--json")[1])
    assert told["likes"] is not None
    assert "likes" in run("explain", "red", "--liked", places[1])[1]


def test_explain_takes_the_same_options(run: Run) -> None:
    code, out, err = run("explain", "red", "--not", "car")
    assert code == 0, err
    assert "car" in out
    told = json.loads(run("explain", "red", "--not", "car", "--json")[1])
    assert told["phrases"] == ["red", "car"]
    assert told["record"]["phrases"][1]["role"] == "not"


REFUSED: list[tuple[list[str], int, str]] = [
    ([], 2, "SENTENCE"),
    (["--not", "car"], 2, "SENTENCE"),
    (["red", "--within", "-1"], 2, "seconds"),
    (["red", "--within", "soon"], 2, "seconds"),
    (["red", "--motion", "2"], 2, "0 to 1"),
    (["red", "--combine", "both"], 2, "in-order"),
    (["red", "--query", "q.json"], 2, "--query"),
    (["--query", "gone.json"], 1, "gone.json"),
    (["red", "--not", ","], 1, "word"),
    (["red", "--then", " "], 1, "empty"),
    (["red", "--like", "gone.jpg"], 1, "gone.jpg"),
    (["red", "--liked", "gone.mp4@3"], 1, "gone.mp4"),
    (["--liked", "gone.mp4@3"], 2, "SENTENCE"),
    (["red", "--like", "gone.mp4@3"], 1, "gone.mp4"),
    (["red", "--then", "sky", "--combine", "any"], 1, "any"),
]


@pytest.mark.parametrize(("arguments", "code", "named"), REFUSED)
def test_what_cannot_be_is_refused_in_a_sentence(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], code: int, named: str
) -> None:
    monkeypatch.chdir(tmp_path)
    got, out, err = run("search", *arguments)
    assert (got, out) == (code, "")
    assert named in err
    assert "Traceback" not in err


@pytest.mark.parametrize("time", ["1:2:3:4:5", "..", "00:00:99:00", "00:00:00:99"])
def test_a_time_that_is_none_is_refused(run: Run, tmp_path: Path, time: str) -> None:
    code, _, err = run("search", "--like", f"{tmp_path / 'films/a.film'}@{time}")
    assert code == 1
    assert err


def test_a_clip_without_a_time_is_refused(run: Run, tmp_path: Path) -> None:
    code, _, err = run("search", "--like", tmp_path / "films/a.film")
    assert (code, "@" in err) == (1, True)


def test_a_file_that_is_no_saved_query_is_never_replaced(run: Run, tmp_path: Path) -> None:
    for content in ("my notes", '{"name": 3}'):
        place = tmp_path / "notes.json"
        place.write_text(content)
        code, _, err = run("search", "red", "--save-query", place)
        assert (code, place.read_text()) == (1, content)
        assert "notes.json" in err
    code, _, err = run("search", "red", "--save-query", tmp_path / "no folder/q.json")
    assert (code, "q.json" in err) == (1, True)
    assert run("search", "red", "--query", tmp_path / "films")[0] == 2
    assert run("search", "--query", tmp_path / "films")[0] == 1


def test_a_saved_query_keeps_its_filter_but_for_what_is_asked_anew(run: Run, tmp_path: Path) -> None:
    place = tmp_path / "q.json"
    run("search", "red", "--name", "a.film", "--min-length", "2", "--save-query", place)
    told = json.loads(run("search", "--query", place, "--json")[1])
    assert {Path(hit["path"]).name for hit in told["hits"]} == {"a.film"}
    assert told["record"]["filter"]["min_duration_s"] == 2.0
    again = json.loads(run("search", "--query", place, "--name", "b.film", "--json")[1])
    assert {Path(hit["path"]).name for hit in again["hits"]} == {"b.film"}
    assert again["record"]["filter"]["min_duration_s"] == 2.0


def test_a_search_in_a_collection_is_carried_to_another_library_by_its_name(run: Run, tmp_path: Path) -> None:
    place = tmp_path / "q.json"
    assert run("keep", "add", tmp_path / "films/a.film")[0] == 0
    assert run("search", "red", "--collection", "basket", "--save-query", place)[0] == 0
    record = json.loads(place.read_text())
    assert record["names"]["collections"] == {"1": "Basket"}
    record["names"]["collections"] = {"1": "Wedding"}  # as another library may have saved it
    place.write_text(json.dumps(record))
    code, _, err = run("search", "--query", place)
    assert code == 1
    assert "Not in this library: the collection “Wedding”." in err
    assert [name(each) for each in hits(run, "--query", place, "--collection", "Basket")] == ["a.film", "a.film"]
    code, _, err = run("collections", "add", "Theirs", "--query", place)
    assert code == 1
    assert "Wedding" in err


def test_results_are_listed_by_the_date_shot(run: Run) -> None:
    assert hits(run, "red", "--sort", "shot")  # drawn clips have no date: those come last, by name
    listed = [name(each) for each in hits(run, "red", "--sort", "shot", "--by-clip")]
    assert listed == sorted(listed)
