"""The command `c2v`: index, search, skipped, retry, status, proxies, models, doctor, evaluate ... No Qt in here."""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal

from c2v_desktop.shell.interrupt import interrupt

if __name__ == "__main__":  # what follows takes seconds to load on a busy computer
    interrupt.take_over()

from c2v_desktop import __version__
from c2v_desktop.cli import (
    commands,
    models,
    models_forget,
    proxies,
    removal,
    streams,
)
from c2v_desktop.cli import (
    compare as two_models,
)
from c2v_desktop.cli import (
    skipped as skipping,
)
from c2v_desktop.cli.argument_parser import ArgumentParser, positive, stage, whole
from c2v_desktop.cli.exit_codes import AWAY, FAILED, INTERRUPTED, NOTHING_INDEXED, TABLE, USAGE
from c2v_desktop.library_location import expect_home, find_library, last_library, remember_library
from c2v_desktop.logs import start_logs
from c2v_desktop.paths import Places, check_ours, find_places
from core.errors import C2VError, Cancelled, LibraryAwayError, NothingIndexedError, SettingsError
from core.settings import Settings, load_settings

ENDINGS = f"""\
{TABLE}
Names that begin with a dash go after "--": c2v index -- -clip.mp4
"""
DATASETS = """\
data sets:
  drawn    films drawn for the exam: galleries, direction, order, pointing, the deletion test, short clips,
           and the same films in real video files of many kinds. Films nobody trained on, another seed draws others.
  FOLDER   clips of your own with captions.csv. Its columns: video_id (any name), file (from the folder),
           caption (one sentence; a clip may have several lines).
"""
TRAINING = """\
About an hour on two cores, minutes on a graphics card. The same seed and steps give the same file on the same machine.
Beside FILE lie its record (.json) and its card (.md): data, recipe, times, figures, checksum.
Frozen in Time: its record, and vocab.txt, which belongs to the weights.
"""
MODELS = """\
Nothing is fetched without `install`. The proxy is that of the settings, else of https_proxy. Ctrl-C pauses a download.
A computer without a connection: copy the model's folder (`list --json` prints where they lie) to a stick, and
`import` it there. A CLIP2Video checkpoint as its authors publish it: `import pytorch_model.bin.2 --id msrvtt --use`.
"""
PARTS = ("galleries", "direction", "order", "pointing", "deletion", "short", "formats", "reels")


Use = Literal["needed", "told", "unused"]
"""What a command wants of the library: it is about it, it says when it is away, or it does without."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code. Without arguments given it is this process's own command line."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] == ["--child"]:
        from c2v_desktop.compose import run_child
        from core.processes.child_side import end_with_program

        if arguments[1:2] == ["trial"]:  # asked for by `models.format_trial`
            end_with_program()
            return main(["models", "bench", *arguments[2:]])
        return run_child(arguments[1:])
    streams.prepare(own_process=argv is None)
    options = _parse(arguments)
    stranger = check_ours()
    if stranger:
        streams.complain(stranger)
        return FAILED
    interrupt.allow_cleaning()
    try:
        return _run(options)
    except KeyboardInterrupt:
        if interrupt.is_in_force:
            interrupt.leave()  # all is closed; taking the libraries down one by one takes half a second more
        return interrupt.code
    except Cancelled:
        return INTERRUPTED


def _parse(arguments: list[str]) -> argparse.Namespace:
    """Raises: SystemExit, for help and mistakes."""
    parser = make_parser()
    if not arguments:
        parser.print_help(sys.stderr)
        raise SystemExit(USAGE)
    return parser.parse_args(arguments)


def _run(options: argparse.Namespace) -> int:
    places = find_places(options.home)
    as_json = getattr(options, "json", False)
    try:
        if options.new_library or _is_home_there(places, options):
            start_logs(places.logs, "c2v")
        context = _context(places, options)
        outcome: commands.CommandResult = options.run(context, options)
    except C2VError as error:
        code = _code_of(error)
        streams.complain(str(error))
        if as_json:
            told = {"title": error.title, "hint": error.hint, "exit_code": code}
            streams.write_json({"error": told})
        return code
    if options.library_use == "needed":
        remember_library(context.places)
    lost = streams.write_json(outcome.data) if as_json else streams.write_answer("\n".join(outcome.lines))
    if context.away is not None:
        streams.complain(str(context.away))
    return lost or outcome.code or (AWAY if context.away is not None else 0)


def _is_home_there(places: Places, options: argparse.Namespace) -> bool:
    """False when a command that does without goes on. Raises: LibraryAwayError, for all others."""
    try:
        expect_home(places)
    except LibraryAwayError:
        if options.library_use == "told":
            return False
        raise
    return True


def _context(places: Places, options: argparse.Namespace) -> commands.Context:
    """Settings, and where the library is. Raises: LibraryAwayError, StoreError, SettingsError."""
    trouble: SettingsError | None = None
    try:
        settings, warnings = load_settings(places.settings)
    except SettingsError as error:  # told, and what only asks goes on with the defaults
        settings, warnings, trouble = Settings(), [str(error)], error
    for warning in warnings:
        streams.complain(warning)
    named = options.library or settings.library.folder
    places = places.with_library(named) if named or trouble is None else last_library(places)
    if options.new_library:
        from c2v_desktop.compose import begin_library

        begin_library(places)
    elif options.this_library:
        remember_library(places)
    away: LibraryAwayError | None = None
    if options.library_use != "unused":
        try:
            found = find_library(places)
        except LibraryAwayError as error:
            if options.library_use == "needed":
                raise
            away = error
        else:
            places = found.places
            if found.note:
                streams.complain(found.note)
    return commands.Context(settings, places, trouble, away)


def _code_of(error: C2VError) -> int:
    if isinstance(error, LibraryAwayError):
        return AWAY
    return NOTHING_INDEXED if isinstance(error, NothingIndexedError) else FAILED


def make_parser() -> argparse.ArgumentParser:
    """What the command line understands."""
    parser = ArgumentParser(
        prog="c2v",
        description="Find moments in footage by a sentence.",
        epilog=ENDINGS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"C2V Desktop {__version__}")
    parser.add_argument("--home", type=Path, metavar="DIR", help="keep settings, library, pictures and logs there")
    parser.add_argument("--library", type=Path, metavar="DIR", help="use the library in this folder, on any drive")
    anew = parser.add_mutually_exclusive_group()
    anew.add_argument("--new-library", action="store_true", help="begin a new library in the place where it should be")
    anew.add_argument(
        "--this-library", action="store_true", help="use the library found there, though another one was there before"
    )
    verbs = parser.add_subparsers(required=True, metavar="COMMAND")

    index = _verb(verbs, "index", commands.index, "add folders or films and index them; alone: look through all again")
    index.add_argument("paths", nargs="*", metavar="PATH")

    search = _verb(verbs, "search", _search, "rank moments by a sentence")
    search.add_argument("sentence")
    search.add_argument("--top", type=positive, default=10, metavar="N", help="how many moments (10)")
    search.add_argument("--by-film", action="store_true", help="only the best moment of each film")
    search.add_argument(
        "--folder", type=Path, action="append", default=[], metavar="DIR", help="only clips in this folder"
    )
    who = search.add_mutually_exclusive_group()
    who.add_argument("--model", default="", metavar="NAME", help="ask another model that has looked at the films")
    pair = ("MODEL_A", "MODEL_B")
    who.add_argument("--compare", nargs=2, metavar=pair, help="both models' rankings, with the differences in rank")
    who.add_argument("--fuse", nargs=2, metavar=pair, help="one ranking made of both, by rank and not by score")

    explain = _verb(verbs, "explain", commands.explain, "take the score of a moment apart, phrase by frame")
    explain.add_argument("sentence")
    explain.add_argument("--rank", type=positive, default=1, metavar="N", help="which moment of the search (1)")

    skipped = _verb(verbs, "skipped", skipping.skipped, "films that could not be indexed, and why")
    skipped.add_argument(
        "--all", action="store_true", help="also everything else that is skipped in the folders, and why"
    )
    retry = _verb(verbs, "retry", skipping.retry, "index skipped films once more; alone: all of them")
    retry.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="films, or folders with such films")

    _verb(verbs, "status", commands.status, "what the library holds")
    _add_contents(verbs)
    _add_proxies(verbs)
    _add_models(verbs)
    doctor = _verb(verbs, "doctor", commands.doctor, "check that everything the program needs is there", "told")
    doctor.add_argument("--bundle", type=Path, metavar="FILE.zip", help="pack logs and figures for whoever helps you")
    doctor.add_argument("--with-paths", action="store_true", help="leave names of films and folders in the bundle")
    _add_evaluate(verbs)
    _add_train(verbs)
    return parser


def _add_contents(verbs: Any) -> None:
    text = "take folders, parts of folders, or clips out of the library; nothing on disk is touched"
    remove = _verb(verbs, "remove", removal.remove, text)
    remove.add_argument(
        "paths", nargs="+", metavar="PATH", help="a path, or number or name of a folder in `c2v status`"
    )
    text = "take clips out of the library whose files were deleted; alone: list them"
    forget = _verb(verbs, "forget", removal.forget, text)
    forget.add_argument("paths", nargs="*", metavar="PATH", help="missing clips, or folders with such clips")
    which = forget.add_mutually_exclusive_group()
    which.add_argument("--missing", action="store_true", help="all of them; never clips whose drive is not connected")
    which.add_argument("--removed", action="store_true", help="delete now what was removed in the last 30 days")
    for each in (remove, forget):
        each.add_argument("--yes", action="store_true", help="do not ask")
    undo = _verb(verbs, "undo", removal.undo, "bring back what was removed in the last 30 days; alone: the latest")
    undo.add_argument("which", nargs="?", default="", metavar="WHICH", help="a number of the list, or a path")
    undo.add_argument("--list", action="store_true", help="only list what can be brought back")


def _add_proxies(verbs: Any) -> None:
    text = "small copies of films, which play while the drive with the original is away"
    parser = _verb(verbs, "proxies", proxies.tell, text)
    inner = parser.add_subparsers(metavar="COMMAND", title="commands; alone: what they take")
    make = _verb(inner, "make", proxies.make, "make them for films that are indexed; alone: for all")
    make.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="films, or folders with such films")
    _verb(inner, "delete", proxies.delete, "delete them all; films and index stay")


def _add_models(verbs: Any) -> None:
    text = "the model that looks at films and reads sentences: see, fetch, import, choose"
    parser = verbs.add_parser(
        "models",
        help=text,
        description=text[0].upper() + text[1:] + ".",
        epilog=f"{MODELS}\n{ENDINGS}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    inner = parser.add_subparsers(required=True, metavar="COMMAND")
    _verb(inner, "list", models.list_models, "models to be fetched, models here, and which one is in use", "told")
    info = _verb(inner, "info", models.info, "all that is known of a model", "told")
    info.add_argument("--check", action="store_true", help="read its files again and compare their checksums")
    install = _verb(inner, "install", models.install, "fetch a model of the shelf; stopped, it goes on where it was")
    install.add_argument("--mirror", metavar="URL", help="fetch from this mirror of the hub (or from HF_ENDPOINT)")
    bring = _verb(inner, "import", models.import_model, "bring a model in from a folder, a stick or a checkpoint file")
    bring.add_argument("path", type=Path, metavar="PATH")
    bring.add_argument("--as", dest="entry", metavar="ID", help="it is this model of the shelf")
    bring.add_argument(
        "--model", default="", metavar="NAME", help="open_clip's name of it, where the file does not say"
    )
    bring.add_argument("--id", default="", metavar="ID", help="call it so on the command line")
    bring.add_argument("--name", default="", metavar="TEXT", help="call it so in lists")
    bring.add_argument("--towers", action="store_true", help="take its image and text towers only")
    for each in (install, bring):
        each.add_argument("--use", action="store_true", help="put it to work at once")
    remove = _verb(inner, "remove", models.remove, "delete a model from this machine; not the one in use")
    use = _verb(inner, "use", models.use, "put a model to work from the next start on")
    bench = _verb(inner, "bench", models.bench, "measure a model on this machine; alone: the one in use")
    bench.add_argument("id", nargs="?", default="", metavar="ID")
    bench.add_argument("--seconds", type=positive, default=5, metavar="N", help="how long to look at pictures (5)")
    compare = _verb(
        inner, "compare", _compare_models, "what the library has of each model, its cost, how well it finds"
    )
    compare.add_argument("--captions", type=Path, metavar="FOLDER", help="sentences for known-item figures lie there")
    compare.add_argument("--bench", action="store_true", help="measure each model's speed now, some seconds each")
    forget = _verb(inner, "forget", models_forget.forget, "forget what a model saw in the library; not the one in use")
    forget.add_argument("name", metavar="NAME", help="its name in this library, or a part of it")
    forget.add_argument("--yes", action="store_true", help="do not ask")
    for each in (info, install, remove, use):
        each.add_argument("id", metavar="ID")
    for each in (install, bring, remove, use, bench):
        each.set_defaults(library_use="unused")


def _add_evaluate(verbs: Any) -> None:
    parser = _verb(verbs, "evaluate", _evaluate, "measure a model on drawn films or on your own clips", "unused")
    parser.epilog = f"{DATASETS}\n{ENDINGS}"
    parser.add_argument(
        "--dataset", default="drawn", metavar="NAME", help="drawn, or a folder with captions.csv (drawn)"
    )
    parser.add_argument("--model", type=Path, metavar="FILE", help="a checkpoint file (the bundled demo model)")
    parser.add_argument("--backend", default="", metavar="NAME", help="what runs it, where the file does not say")
    parser.add_argument("--seed", type=positive, default=4711, metavar="N", help="which films are drawn (4711)")
    parser.add_argument(
        "--size",
        type=positive,
        default=1000,
        metavar="N",
        help="films in the random gallery, the rest in proportion (1000)",
    )
    parser.add_argument(
        "--height",
        type=positive,
        default=0,
        metavar="PX",
        help="draw films so many pixels high, then make them small as real films are",
    )
    parser.add_argument(
        "--part", action="append", choices=PARTS, help="only this part of the exam on drawn films; may be repeated"
    )
    parser.add_argument("--save", type=Path, metavar="FILE", help="also keep the figures as JSON in this file")


def _add_train(verbs: Any) -> None:
    parser = _verb(verbs, "train-demo", _train, "train a demo model on drawn films, from a seed to the file", "unused")
    parser.epilog = f"{TRAINING}\n{ENDINGS}"
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="the .safetensors file to write")
    parser.add_argument(
        "--backend",
        choices=("clip2video", "frozen"),
        default="clip2video",
        help="frozen: a small Frozen in Time, in a folder of its own (clip2video: the bundled demo model)",
    )
    parser.add_argument("--seed", type=whole, default=7, metavar="N", help="of everything drawn and begun with (7)")
    parser.add_argument(
        "--steps",
        type=positive,
        nargs=3,
        metavar=("PICTURES", "FILMS", "MEAN"),
        help="length of the stages of CLIP2Video (as the bundled file)",
    )
    parser.add_argument(
        "--stages",
        type=stage,
        nargs="+",
        metavar="FRAMES:STEPS",
        help="curriculum of Frozen in Time (1:1200 4:1200 12:400); half of the steps are pictures'",
    )
    parser.add_argument("--films", type=positive, metavar="N", help="films whose frames are kept for training (20000)")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="states, so that a run that was broken off goes on")
    parser.add_argument("--device", default="auto", metavar="NAME", help="cpu, cuda, or auto (auto)")
    parser.add_argument(
        "--ablation", type=positive, metavar="SEEDS", help="also train the ablation, over so many seeds"
    )
    parser.add_argument("--size", type=positive, default=1000, metavar="N", help="films in the exam's gallery (1000)")


def _verb(
    verbs: Any, name: str, run: Callable[..., commands.CommandResult], text: str, use: Use = "needed"
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = verbs.add_parser(
        name,
        help=text,
        description=text[0].upper() + text[1:] + ".",
        epilog=ENDINGS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--json", action="store_true", help="print JSON, nothing else, to standard output")
    parser.set_defaults(run=run, library_use=use)
    return parser


def _search(context: commands.Context, options: argparse.Namespace) -> commands.CommandResult:
    return (two_models.compare if options.compare or options.fuse else commands.search)(context, options)


def _compare_models(context: commands.Context, options: argparse.Namespace) -> commands.CommandResult:
    from c2v_desktop.cli.models_compare import compare  # brings OpenCV and the machinery along

    return compare(context, options)


def _evaluate(context: commands.Context, options: argparse.Namespace) -> commands.CommandResult:
    with interrupt.at_once():
        from c2v_desktop.cli.dev.evaluate import evaluate  # brings torch along, which the others do without

    return evaluate(context, options)


def _train(context: commands.Context, options: argparse.Namespace) -> commands.CommandResult:
    with interrupt.at_once():
        from c2v_desktop.cli.dev.train import train  # likewise

    return train(context, options)


if __name__ == "__main__":
    sys.exit(main())
