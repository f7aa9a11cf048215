"""Does a tokenizer write sentences as its model was trained to read them? Else all vectors are wrong, silently."""

from collections.abc import Callable, Mapping
from typing import Any

from core.errors import EncoderError

_SHORT, _LONG = "a red car", "a red car drives past a blue house " * 40
_SIGLIP2_END, _SIGLIP2_PAD = 1, 0
"""Source: Gemma's word list, which SigLIP 2 reads with (arXiv 2502.14786): <pad> is 0, <eos> is 1."""


def check_rows(name: str, config: Mapping[str, Any], own: Any, read: Callable[[list[str]], Any]) -> None:
    """The words, then (SigLIP 2) the end token, then padding up to the model's length. Raises: EncoderError.

    `config` is open_clip's of the text tower, `own` the tokenizer of the library, `read` makes rows of ids.
    """
    short, long = (list(map(int, row)) for row in read([_SHORT, _LONG]))
    is_siglip2 = "siglip2" in str(config.get("hf_tokenizer_name", "")).lower()
    pad = _SIGLIP2_PAD if is_siglip2 else own.pad_token_id
    words = len(short)
    while words and short[words - 1] == pad:
        words -= 1
    if len(short) != config.get("context_length", 77):
        raise _wrong(name, f"rows are {len(short)} long instead of {config.get('context_length', 77)}")
    if not words or short[0] == pad:
        raise _wrong(name, "padding stands before the words instead of after them")
    if is_siglip2 and short[words - 1] != _SIGLIP2_END:
        raise _wrong(name, "a sentence does not end with the end token, followed by zeros")
    if is_siglip2 and long[-1] != _SIGLIP2_END:
        raise _wrong(name, "a sentence that is cut does not end with the end token")


def _wrong(name: str, what: str) -> EncoderError:
    return EncoderError(
        f"The tokenizer of {name} does not match its model: {what}. Search results would be wrong.",
        ('Its tokenizer_config.json should say "padding_side": "right". Remove the model and install it again.'),
    )
