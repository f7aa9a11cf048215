"""The vocabulary of a Frozen model of the drawn world: its lexicon as whole words, and the file that says so."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

from torch import Tensor

from core.encode.frozen.word_pieces import WordPieces
from core.errors import C2VError
from core.synthetic.captions import Caption
from core.synthetic.lexicon import all_words

CONTEXT: Final = 48
"""Word pieces of a sentence, the first and the last included."""
TOKENIZER: Final = "vocab.txt"
_SPECIAL: Final = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")


@lru_cache(maxsize=1)
def vocabulary() -> tuple[str, ...]:
    """Every word piece, by id. Words nobody trained on become the unknown one."""
    return (*_SPECIAL, *all_words())


@lru_cache(maxsize=1)
def _reader() -> WordPieces:
    return WordPieces({word: number for number, word in enumerate(vocabulary())}, CONTEXT)


def tokenise(captions: Sequence[Caption]) -> tuple[Tensor, Tensor]:
    """Ids and mask, padded to the longest, as the encoder will make them. Shapes: (N, L), (N, L)."""
    reader = _reader()
    return reader.pad([reader.read(caption.text) for caption in captions])


def check_place(weights: Path) -> None:
    """Find out whether the vocabulary may stand beside the weights. Raises: C2VError, when another one is there."""
    path = weights.with_name(TOKENIZER)
    if (path.exists() and path.read_text("utf-8") != _text()) or weights.with_name("tokenizer.json").exists():
        raise C2VError(
            f"The folder {weights.parent} holds the tokenizer of another model.", "Name a file in a folder of its own."
        )


def write_vocabulary(weights: Path) -> None:
    """Write the tokenizer file beside the weights. Raises: C2VError."""
    path = weights.with_name(TOKENIZER)
    try:
        path.write_text(_text(), encoding="utf-8")
    except OSError as error:
        raise C2VError(f"The tokenizer file {path} could not be written: {error}.") from error


def _text() -> str:
    return "\n".join(vocabulary()) + "\n"
