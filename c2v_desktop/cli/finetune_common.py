"""What the commands of `c2v finetune` share: the engine, the options of a plan."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from c2v_desktop.cli.argument_parser import positive, whole
from c2v_desktop.cli.command import Context
from c2v_desktop.cli.engine import expect_library, open_engine
from c2v_desktop.format import finetune_text as text
from core.errors import QueryError
from core.values import TaughtWord
from core.values.teaching import CheckedPairs, TeachingPlan, TeachingSettings

if TYPE_CHECKING:
    from c2v_desktop.finetune.engine import FinetuneEngine


def engine_of(context: Context) -> "FinetuneEngine":
    """The engine that teaches, over the library that the options name. Raises: SettingsError, NothingIndexedError."""
    if context.trouble is not None:
        raise context.trouble
    expect_library(context)
    from c2v_desktop.finetune.opening import make_teaching_engine

    def put_words(words: Sequence[TaughtWord]) -> None:
        with open_engine(context) as session:
            session.do(session.library.note_words, session.do(session.library.put_words, words))

    return make_teaching_engine(context.places, lambda: context.settings, put_words)


def add_sources(parser: argparse.ArgumentParser) -> None:
    """Where pairs come from, and to which model."""
    parser.add_argument("sources", nargs="*", type=Path, metavar="PATH", help="lists of captions, or folders")
    parser.add_argument("--kept", action="store_true", help="also captions and judgements kept in the library")
    parser.add_argument("--model", default="", metavar="ID", help="the model to teach (default: the one in use)")
    parser.add_argument("--seed", type=whole, default=0, metavar="N", help="of the split and of the training")


def add_plan(parser: argparse.ArgumentParser) -> None:
    """How it learns."""
    add_sources(parser)
    parser.add_argument(
        "--way",
        choices=("name", "words", "heads", "full"),
        default="heads",
        help="name: one thing; words: words it does not know; heads: motion and order; full: the whole model",
    )
    parser.add_argument("--name", default="", metavar="TEXT", help="for --way name: the name of the thing")
    parser.add_argument("--careful", action="store_true", help="train longer")
    parser.add_argument("--epochs", type=positive, default=0, metavar="N", help="passes over the captions")
    parser.add_argument("--batch", type=positive, default=0, metavar="N", help="captions in a step")
    parser.add_argument("--rate", type=_rate, default=0.0, metavar="X", help="learning rate")
    parser.add_argument("--frozen-layers", type=whole, default=-1, metavar="N", help="for --way full: layers kept")


def check(engine: "FinetuneEngine", options: argparse.Namespace) -> CheckedPairs:
    """The pairs that the options name. Raises: QueryError, when they name none; C2VError."""
    if not options.sources and not options.kept:
        raise QueryError("No captions were given.", "Name a list or a folder, or use --kept.")
    engine.model = options.model
    sources = [path.expanduser().absolute() for path in options.sources]
    is_name = getattr(options, "way", "") == "name"
    return engine.check(sources, options.kept, options.seed, takes_pictures=is_name)


def plan_of(options: argparse.Namespace, pairs: CheckedPairs) -> TeachingPlan:
    """Raises: QueryError, when nothing can be learned from these pairs."""
    if not pairs.usable:
        first = text.index_line(pairs) or "`c2v finetune check` says why."
        raise QueryError("None of the captions can be used.", first)
    if options.way == "name" and not options.name.strip():
        raise QueryError("No name was given.", "Give it one: --name TEXT.")
    settings = TeachingSettings(
        preset="careful" if options.careful else "quick",
        epochs=options.epochs,
        batch=options.batch,
        learning_rate=options.rate,
        frozen_layers=options.frozen_layers,
        seed=options.seed,
    )
    return TeachingPlan(options.way, pairs, options.model, options.name.strip(), settings)


def _rate(text: str) -> float:
    try:
        rate = float(text)
    except ValueError:
        rate = 0.0
    if not 0 < rate < 1:
        raise argparse.ArgumentTypeError(f'"{text}" is no learning rate between 0 and 1')
    return rate
