"""Sentences that carry what they were made of, so that the window can say them in its language.

The command line and scripts take them as they are: English text. May import the standard library only.
"""

from collections.abc import Callable
from typing import Any


class MadeSentence(str):
    """English text, with the text and the values that it was made of."""

    text: str
    """With the names of values in braces: what translations are found by."""
    values: dict[str, str]

    def __new__(cls, text: str, values: dict[str, str]) -> "MadeSentence":
        """Put the values in."""
        made = super().__new__(cls, text.format(**values))
        made.text, made.values = text, values
        return made

    def __getnewargs__(self) -> tuple[str, dict[str, str]]:  # type: ignore[override]
        """So that it can be copied and pickled."""
        return self.text, self.values

    def cleaned(self, clean: Callable[[str], str]) -> "MadeSentence":
        """The same with other values, such as names that are safe to show."""
        return MadeSentence(self.text, {name: clean(value) for name, value in self.values.items()})


def sentence(text: str, **values: object) -> MadeSentence:
    """Make one. `make translations` collects each text that stands as a literal in such a call."""
    return MadeSentence(text, {name: str(value) for name, value in values.items()})


def packed_text(text: str) -> str | dict[str, Any]:
    """As JSON, with what it was made of."""
    return {"text": text.text, "values": text.values} if isinstance(text, MadeSentence) else text


def unpacked_text(packed: str | dict[str, Any]) -> str:
    """The inverse of `packed_text`."""
    return packed if isinstance(packed, str) else MadeSentence(packed["text"], packed["values"])
