"""Sentences that carry what they were made of, so that the window can say them in its language.

The command line and scripts take them as they are: English text.
"""

from typing import Final


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


def sentence(text: str, **values: object) -> MadeSentence:
    """Make one. `make translations` collects each text that stands as a literal in such a call."""
    return MadeSentence(text, {name: str(value) for name, value in values.items()})


LEFT_OUT: Final = sentence("Left out.")
