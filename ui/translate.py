"""Texts for users in the language of the window, found by Qt Linguist. No Qt.

`make translations` collects each text that stands as a literal in a call of these functions. Values are put in
afterwards: `translate("Browse", "Rank {rank} with {model}").format(rank=3, model=name)`. The context is the folder the
text stands in. Where there is no translation the English text of the source is shown.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from core.sentences import DecimalText, MadeSentence

Lookup = Callable[[str, str, str, int], str]
"""Context, text, comment and number (-1 for none) to the text in another language; the text itself where none is."""
_CORE = "Handoff"
"""The context of sentences that core makes."""
_lookup: Lookup | None = None
_point = "."
_thread = threading.local()


def use(lookup: Lookup | None, point: str = ".") -> None:
    """Look texts up from now on; None shows them in English. To be called before the window is made.

    `point` stands before the decimals of a number in that language.
    """
    global _lookup, _point
    _lookup, _point = lookup, point


@contextmanager
def in_english() -> Iterator[None]:
    """Texts of this thread are English, whatever the window speaks: scripts read them. Qt is not asked."""
    before, _thread.is_english = _is_english(), True
    try:
        yield
    finally:
        _thread.is_english = before


def _is_english() -> bool:
    return getattr(_thread, "is_english", False)


def translate(context: str, text: str, comment: str = "") -> str:
    """The text in the language of the window; `comment` tells equal texts of different meaning apart."""
    return text if _lookup is None or _is_english() else _lookup(context, text, comment, -1)


def decimal_point() -> str:
    """What stands before the decimals of a number in the language of the window."""
    return "." if _is_english() else _point


def own_words(said: str) -> str:
    """What core said, in the language of the window; other text as it is."""
    if isinstance(said, DecimalText):
        return said.replace(".", decimal_point())
    if not isinstance(said, MadeSentence):
        return said
    text = said.text if _lookup is None or _is_english() else _lookup(_CORE, said.text, "", -1)
    return text.format(**{name: own_words(value) for name, value in said.values.items()})


def noop(context: str, text: str) -> str:
    """Mark a text that stands outside of functions; `translate(context, NAME)` shows it, once a language is chosen."""
    del context
    return text


def plural(many: str, one: str, number: int) -> str:
    """The text in the form that this number needs; `one` is the English form for 1.

    lupdate reads it as `tr(text, comment, n)` in the nameless context, so only functions outside of classes call it.
    """
    text = many if _lookup is None or _is_english() else _lookup("", many, one, number)
    return one if number == 1 and text == many else text
