from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.library import check_query
from core.search.phrases import cut_query
from core.values import Query, Step
from ui.search import step_line
from ui.search.phrase_marks import carried_over, with_role, with_weight

LINE = "a red car stops → a man gets out → a dog barks"


def query(line=LINE, **more):
    return replace(step_line.cut_line(line, cut_query), **more)


def texts(made):
    return [step.text for step in step_line.steps_of(made)]


def phrases(made):
    return [[phrase.text for phrase in step.phrases] for step in step_line.steps_of(made)]


def test_a_line_is_cut_at_its_arrows():
    made = query()
    assert texts(made) == ["a red car stops", "a man gets out", "a dog barks"]
    assert step_line.line_of(made) == LINE
    check_query(made)


def test_a_line_without_an_arrow_stays_as_it_was_typed():
    assert step_line.texts_in("a dog ") == ("a dog ",)
    assert query("a dog then a cat").then == ()


@pytest.mark.parametrize("line", ["a dog →", "a dog → ", "→ a dog", "a dog→→", " → a dog → "])
def test_an_arrow_with_nothing_beyond_it_waits_for_words(line):
    assert texts(query(line)) == ["a dog"]


def test_examples_can_stand_for_the_first_step():
    made = step_line.cut_line("→ a dog", cut_query, may_lack_first=True)
    assert texts(made) == ["", "a dog"]
    assert step_line.is_same_line("→ a dog", made)


def test_phrases_have_their_places_in_the_line_and_come_back():
    made = query()
    line = step_line.line_of(made)
    for phrase in step_line.line_phrases(made):
        assert line[phrase.start : phrase.stop] == phrase.text
    assert step_line.with_line_phrases(made, step_line.line_phrases(made)) == made


def test_a_phrase_changed_along_the_line_is_changed_in_its_step():
    made = query()
    marked = [with_role(each, "not") if each.text == "man" else each for each in step_line.line_phrases(made)]
    changed = step_line.with_line_phrases(made, marked)
    assert [each.role for each in changed.then[0].phrases if each.text == "man"] == ["not"]
    assert changed.phrases == made.phrases
    assert changed.then[1] == made.then[1]


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("a car stops then a man gets out", "a car stops → a man gets out"),
        ("a car stops, and then a man gets out", "a car stops → a man gets out"),
        ("a car stops. Then a man", "a car stops → a man"),
        ("a car stops; then a man", "a car stops → a man"),
        ("a car > a man", "a car → a man"),
        ("a car -> a man => a dog", "a car → a man → a dog"),
        ("a car followed by a man", "a car → a man"),
        ("a car, afterwards a man", "a car → a man"),
        ("a car → a man then a dog", "a car → a man → a dog"),
        ("a THEN b", "a → b"),
    ],
)
def test_words_for_an_order_can_be_split_at(typed, offered):
    assert step_line.split_at_then(typed) == offered


@pytest.mark.parametrize(
    "typed",
    ["a car", "then a car", "a car then", "a car then, ", "every now and then a car", "back then a car",
     '"a car then a man"', "“first this then that” on a sign", "athens at night", "a strengthened wall", "5>3", "→ a"],
)  # fmt: skip
def test_what_is_no_order_is_not_offered(typed):
    assert step_line.split_at_then(typed) is None


def test_a_split_takes_what_follows_with_its_marks_and_leaves_no_joining_words():
    made = cut_query("a red car stops, and then a man gets out")
    at = next(n for n, each in enumerate(made.phrases) if each.text == "man")
    marked = replace(made, phrases=tuple(with_weight(p, 2.0) if p.text == "man" else p for p in made.phrases))
    split = step_line.split_before(marked, at)
    assert texts(split) == ["a red car stops", "a man gets out"]
    assert [(p.text, p.weight) for p in split.then[0].phrases] == [("man", 2.0), ("gets", 1.0)]
    check_query(split)


def test_the_first_phrase_of_a_step_begins_one_already():
    made = query()
    first_of_second = len(made.phrases)
    assert not step_line.can_split(made, 0)
    assert not step_line.can_split(made, first_of_second)
    assert step_line.split_before(made, first_of_second) == made


def test_steps_are_joined_swapped_and_removed():
    made = query()
    assert texts(step_line.join_with_next(made, 0)) == ["a red car stops, a man gets out", "a dog barks"]
    assert texts(step_line.swap_with_next(made, 1)) == ["a red car stops", "a dog barks", "a man gets out"]
    assert texts(step_line.without_step(made, 0)) == ["a man gets out", "a dog barks"]
    for each in (step_line.join_with_next(made, 1), step_line.swap_with_next(made, 0), step_line.without_step(made, 2)):
        check_query(each)


@pytest.mark.parametrize("combine", ["any", "in_order"])
def test_steps_end_a_combination_that_rules_them_out(combine):
    split = step_line.split_before(replace(cut_query("a red car, a man"), combine=combine), 1)
    assert split.combine == "sentence"
    check_query(split)
    alone = step_line.without_step(replace(query("a → b"), combine="all"), 1)
    assert alone.combine == "all"


def test_marks_are_carried_over_in_every_step():
    before = query("a car → a man")
    marked = replace(before, then=(Step("a man", tuple(with_role(p, "should") for p in before.then[0].phrases)),))
    after = carried_over(query("a red car → a man → a dog"), marked)
    assert after.then[0].phrases[0].role == "should"
    assert after.then[1].phrases[0].role == "must"
    assert carried_over(Query("x", ()), None) == Query("x", ())


_WORDS = st.lists(st.sampled_from(["a", "red car", "man", "gets out", "dog", "barks", ","]), min_size=1, max_size=6)


@given(st.lists(_WORDS.map(" ".join).filter(lambda text: any(c.isalnum() for c in text)), min_size=1, max_size=4),
       st.data())  # fmt: skip
def test_every_edit_keeps_phrases_in_their_text(lines, data):
    made = step_line.cut_line(" → ".join(lines), cut_query)
    for _ in range(3):
        steps, count = len(made.then) + 1, len(step_line.line_phrases(made))
        how = data.draw(st.sampled_from(["split", "join", "swap", "remove"]))
        if how == "split" and count:
            made = step_line.split_before(made, data.draw(st.integers(0, count - 1)))
        elif how != "split" and steps > 1:
            edit = {
                "join": step_line.join_with_next,
                "swap": step_line.swap_with_next,
                "remove": step_line.without_step,
            }
            made = edit[how](made, data.draw(st.integers(0, steps - 2)))
        for step in step_line.steps_of(made):
            assert all(step.text[p.start : p.stop] == p.text for p in step.phrases)
        assert step_line.with_line_phrases(made, step_line.line_phrases(made)) == made
