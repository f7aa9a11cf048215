"""An argument parser that explains mistakes in sentences and suggests what was probably meant."""

import argparse
import difflib
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NoReturn

from c2v_desktop.cli.streams import write_answer

_UNKNOWN = "unrecognized arguments: "
_PATHS = frozenset({"PATH", "DIR", "FILE", "FOLDER", "CLIP"})
"""What stands for paths in usage lines."""
_REQUIRED = "the following arguments are required: "


class ArgumentParser(argparse.ArgumentParser):
    """Says what is wrong and what may have been meant."""

    _typed: Sequence[str] = ()

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """As argparse does; what was typed is kept, so that only options of its command are suggested."""
        self._typed = sys.argv[1:] if args is None else [*args]
        return super().parse_known_args(args, namespace)

    def error(self, message: str) -> NoReturn:
        """Usage and one sentence on standard error. Raises: SystemExit, with 2."""
        super().error(self._in_words(message))

    def _print_message(self, message: str, file: Any = None) -> None:
        """Print help; a full disk or a closed pipe is handled as for any answer. Raises: SystemExit."""
        if file is None or file is sys.stderr:
            super()._print_message(message, file)
            return
        lost = write_answer(message.removesuffix("\n"))
        if lost:
            raise SystemExit(lost)

    def _in_words(self, message: str) -> str:
        if message.startswith(_UNKNOWN):
            words = message.removeprefix(_UNKNOWN)
            return f"not understood: {words}.{self._meant_option(words)}"
        if message == f"{_REQUIRED}COMMAND":
            return f"a command is missing. `{self.prog} --help` lists them."
        if message.startswith(_REQUIRED):
            return f"missing: {message.removeprefix(_REQUIRED)}."
        return message

    def _meant_option(self, words: str) -> str:
        """The option that was mistyped; of a word with one dash, how it is read as text."""
        word = words.split()[0].split("=")[0]
        if word.startswith("-") and not word.startswith("--"):
            return f' To search for text that begins with a dash, or name such a file, put "--" before it: -- {word}'
        near = [option for option in self._options() if _is_typo(word, option)]
        return _meant(word, near)

    def _get_value(self, action: argparse.Action, arg_string: str) -> Any:
        """An empty path, as of a variable of the shell that is not set, would be the current folder."""
        if not arg_string and (action.type is Path or action.metavar in _PATHS):
            raise argparse.ArgumentError(action, "the name is empty. To name the current folder, write a dot.")
        return super()._get_value(action, arg_string)

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is None or value in action.choices:
            return
        known = [str(each) for each in action.choices]
        if isinstance(action, argparse._SubParsersAction):
            self.error(f"there is no command {value!r}.{_meant(value, known)} `{self.prog} --help` lists them.")
        raise argparse.ArgumentError(action, f"{value!r} is not one of {', '.join(known)}.{_meant(value, known)}")

    def _options(self) -> Iterator[str]:
        """All options, those of commands included."""
        for action in self._actions:
            yield from action.option_strings
            if isinstance(action, argparse._SubParsersAction):
                named = [parser for name, parser in action.choices.items() if name in self._typed]
                for each in named or action.choices.values():
                    if isinstance(each, ArgumentParser):
                        yield from each._options()


def positive(text: str) -> int:
    """A whole number from 1."""
    return _whole(text, 1, "a whole number, 1 or more")


def whole(text: str) -> int:
    """A whole number."""
    return _whole(text, None, "a whole number")


def stage(text: str) -> tuple[int, int]:
    """Frames and steps of a stage of the training."""
    frames, _, steps = text.partition(":")
    try:
        return positive(frames), positive(steps)
    except argparse.ArgumentTypeError:
        raise argparse.ArgumentTypeError(f"must be FRAMES:STEPS, such as 4:1200; {text!r} is not.") from None


def _whole(text: str, least: int | None, words: str) -> int:
    try:
        number = int(text)
    except ValueError:  # also more digits than Python reads
        raise argparse.ArgumentTypeError(f"must be {words}; {text[:40]!r} is not.") from None
    if (least is not None and number < least) or abs(number) >= 1 << 31:
        raise argparse.ArgumentTypeError(f"must be {words}{'' if abs(number) < 1 << 31 else ', below 2147483648'}.")
    return number


def _is_typo(word: str, option: str) -> bool:
    """The same letters in another order, or one of them wrong, missing or too many: never another word."""
    letters, others = sorted(word.strip("-")), sorted(option.strip("-"))
    if letters == others:
        return True
    return len(letters) > 3 and difflib.SequenceMatcher(None, word.strip("-"), option.strip("-")).ratio() >= 0.75


def _meant(word: str, known: Any) -> str:
    near = difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.6)
    return f" Did you mean {near[0]}?" if near else ""
