"""`c2v names teach`: teach the model a name from a few moments or pictures."""

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

from c2v_desktop.cli.command import CommandResult, Commands, Context, add_command
from c2v_desktop.cli.engine import Engine, expect_library, open_engine
from c2v_desktop.cli.example_option import example_of
from c2v_desktop.cli.filter_options import collection_named
from c2v_desktop.cli.progress_bar import moving_line
from c2v_desktop.format import units
from c2v_desktop.format.names_text import figures, name_json
from core.errors import QueryError
from core.printable import printable
from core.values import Filter, TaughtWord, WordExample, tag_key
from core.values.teaching import FEWEST_EXAMPLES, MOST_EXAMPLES

_HOW = "Name clips (CLIP@START-END for a moment) or pictures, or a collection with --collection."


def add_parser(commands: Commands) -> None:
    """`c2v names teach NAME [EXAMPLE...]`."""
    teach = add_command(
        commands,
        "teach",
        run,
        f"teach a name from {FEWEST_EXAMPLES} to {MOST_EXAMPLES} moments or pictures of one thing",
    )
    teach.add_argument("name", metavar="NAME", help='such as Rex, or "the Miller logo"')
    teach.add_argument(
        "examples",
        nargs="*",
        metavar="EXAMPLE",
        help="CLIP@START-END, a clip or a picture that shows it; without any, a known name is taught again",
    )
    teach.add_argument("--collection", default="", metavar="NAME", help="the moments of a collection as examples")
    teach.add_argument("--add", action="store_true", help="add to the examples that the name has already")
    teach.add_argument(
        "--vectors", type=int, choices=(1, 2, 3), default=2, help="how much can be learned of it (default: 2)"
    )
    teach.add_argument("--seed", type=int, default=0, metavar="N", help="random seed (default: 0)")


def run(context: Context, options: argparse.Namespace) -> CommandResult:
    """Teach a name. Raises: QueryError, EncoderError, MediaError, NothingIndexedError, StoreError."""
    expect_library(context)
    with open_engine(context) as session:
        known = _known(session, options.name)
        given = [_example(session, text) for text in options.examples]
        if options.collection:
            given += _of_collection(session, options.collection)
        if (options.add or not given) and known is not None:
            given = [*known.examples, *given]
        examples = list(dict.fromkeys(given))
        _expect_number(options.name, examples)
        with moving_line("Reading the examples…"):
            material = session.do(session.library.name_material, examples, options.seed)
        from c2v_desktop.name_teaching import teach

        with moving_line(f"Teaching {printable(options.name)}…"):
            word = teach(
                context.settings.encoder, options.name, examples, material, vectors=options.vectors, seed=options.seed
            )
        session.do(session.library.note_words, session.do(session.library.put_words, [word]))
        kept = _known(session, options.name)
        spec = session.do(session.library.status).encoder
    assert kept is not None
    own = kept.of_tower(material.spec.text_key)
    said = figures(own.figures) if own is not None else {}
    lines = [
        f"Taught {printable(kept.text)} from {units.count(len(examples), 'example')} in {said.get('seconds', 0):g} s.",
        str(said.get("message", "")),
        f'Try it: c2v search "{printable(kept.text)} …"',
    ]
    return CommandResult(lines, name_json(kept, spec or material.spec))


def _known(session: Engine, name: str) -> TaughtWord | None:
    words = session.do(session.library.taught_words)
    return next((each for each in words if tag_key(each.text) == tag_key(name)), None)


def _example(session: Engine, text: str) -> WordExample:
    """What CLIP@START-END, a clip or a picture shows. Raises: QueryError, MediaError."""
    path = Path(os.path.abspath(text))  # noqa: PTH100  links keep their names
    place = session.do(session.library.place_of, path)
    videos = [
        each for each in session.do(session.library.videos, Filter(below=frozenset({place}))) if each.path == place
    ]
    if videos:
        return session.do(session.library.clip_example, videos[0].id)
    if path.is_dir():
        raise QueryError(f"{units.shown(path)} is a folder.", _HOW)
    named = example_of(session, text)
    if named.kind == "image":
        return session.do(session.library.picture_example, named.path)
    videos = session.do(session.library.videos, Filter(below=frozenset({named.path})))
    if not videos:
        raise QueryError(f"{units.shown(named.path)} is not in the library.", "Index it first with `c2v index`.")
    if named.stop_s is None:
        raise QueryError(f"{text} is a single frame.", "Write CLIP@START-END, or choose a longer stretch.")
    return session.do(session.library.clip_example, videos[0].id, named.start_s, named.stop_s)


def _of_collection(session: Engine, name: str) -> list[WordExample]:
    moments = session.do(session.library.moments, collection_named(session, name))
    return [WordExample("clip", each.fingerprint, each.path, each.start_s, each.end_s) for each in moments]


def _expect_number(name: str, examples: Sequence[WordExample]) -> None:
    """Raises: QueryError, for too few or too many."""
    if not FEWEST_EXAMPLES <= len(examples) <= MOST_EXAMPLES:
        raise QueryError(
            f"{printable(name)} needs {FEWEST_EXAMPLES} to {MOST_EXAMPLES} examples, and {len(examples)} were given.",
            _HOW,
        )
