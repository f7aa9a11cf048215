"""What users read: reviewed as text in strings.txt, and free of words that stand for nothing an editor knows."""

from tests.house import strings


def test_the_texts_are_those_that_were_reviewed() -> None:
    assert strings.SNAPSHOT.read_text(encoding="utf-8") == strings.snapshot(), (
        "Texts for users have changed. Read the change: `python -m tests.house.strings` writes it, `git diff` shows it."
    )


def test_no_text_uses_a_term_that_was_given_up() -> None:
    assert strings.forbidden() == []


def test_a_forbidden_term_is_found_in_a_text_and_not_in_a_log_or_a_docstring() -> None:
    source = 'def f():\n    """A film."""\n    log.info("the film ended")\n    show(f"This film {x} ended")\n'
    texts = list(strings.texts_of(source))
    assert texts == ["This film {} ended"]
    assert strings.terms_in(texts[0]) == ["film"]
    assert strings.terms_in("Clips are re-indexed.") == []
