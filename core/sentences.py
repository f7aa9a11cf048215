"""Sentences that carry what they were made of, so that the window can say them in its language.

The command line and scripts take them as they are: English text. May import the standard library only.
"""

from collections.abc import Callable, Sequence
from typing import Any


class DecimalText(str):
    """Digits with a decimal point, which other languages write in their own way."""


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
        return MadeSentence(
            self.text,
            {
                name: value.cleaned(clean)
                if isinstance(value, MadeSentence)
                else value
                if isinstance(value, DecimalText)
                else clean(value)
                for name, value in self.values.items()
            },
        )


def listed(parts: Sequence[str]) -> MadeSentence:
    """Parts with commas between them, each still with what it was made of."""
    values = {f"part{number}": part for number, part in enumerate(parts)}
    return MadeSentence(", ".join(f"{{{name}}}" for name in values), values)


def sentence(text: str, **values: object) -> MadeSentence:
    """Make one; a value may be one itself.

    `make translations` collects each text that stands as a literal in such a call.
    """
    return MadeSentence(
        text,
        {
            name: value if isinstance(value, MadeSentence | DecimalText) else str(value)
            for name, value in values.items()
        },
    )


def packed_text(text: str) -> str | dict[str, Any]:
    """As JSON, with what it was made of."""
    if isinstance(text, DecimalText):
        return {"figure": str(text)}
    if not isinstance(text, MadeSentence):
        return text
    return {"text": text.text, "values": {name: packed_text(value) for name, value in text.values.items()}}


def unpacked_text(packed: str | dict[str, Any]) -> str:
    """The inverse of `packed_text`."""
    if isinstance(packed, str):
        return packed
    if "figure" in packed:
        return DecimalText(packed["figure"])
    return MadeSentence(packed["text"], {name: unpacked_text(value) for name, value in packed["values"].items()})
