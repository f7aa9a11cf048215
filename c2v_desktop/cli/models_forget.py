"""`c2v models forget`: delete what a model has indexed, and free the disk space."""

import argparse

from c2v_desktop.cli.command import CommandResult, Commands, Context, add_command
from c2v_desktop.cli.confirm import confirm
from c2v_desktop.cli.engine import Engine, expect_library, expect_videos, open_engine
from c2v_desktop.cli.progress_bar import moving_line
from c2v_desktop.cli.streams import say
from c2v_desktop.format.units import count, rounded_time, size_text
from c2v_desktop.library_names import model_named
from core.errors import DiskFullError, QueryError
from core.values import EncoderSpec, ForgetImpact


def add_parser(commands: Commands) -> None:
    """`c2v models forget NAME`."""
    forget = add_command(commands, "forget", run, "delete what a model has indexed (not the model in use)")
    forget.add_argument("name", metavar="NAME", help="its name in this library, or part of it")
    forget.add_argument("--yes", action="store_true", help="do not ask for confirmation")


def run(context: Context, options: argparse.Namespace) -> CommandResult:
    """Ask, delete, shrink the library. Raises: StoreError, for the model that answers or is in use; QueryError."""
    expect_library(context)
    with open_engine(context) as session:
        expect_videos(session)
        spec = _meant(session, options.name)
        loss = session.do(session.library.weigh_model, spec)
        _confirm(loss, sure=options.yes)
        with moving_line(f"Deleting the index of {spec.name}…"):
            index = session.do(session.library.forget_model, spec)
            freed, note = _shrink(session)
    coverage, videos = loss.coverage, count(loss.coverage.videos, "clip")
    lines = [f"Deleted the index of {spec.name} for {videos}. Freed {size_text(freed + index)}.", note]
    data = {"forgotten": spec.name, "key": spec.key, "films": coverage.videos, "segments": coverage.segments}
    return CommandResult([line for line in lines if line], {**data, "freed_bytes": freed + index, "note": note})


def _meant(session: Engine, name: str) -> EncoderSpec:
    models = session.do(session.library.models)
    if not models:
        raise QueryError("No model has indexed clips of this library yet.")
    return model_named(models, name)


def _confirm(loss: ForgetImpact, *, sure: bool) -> None:
    """Say what is deleted, and wait for a yes. Raises: StoreError, where nobody can be asked; Cancelled."""
    coverage = loss.coverage
    again = f"{rounded_time(coverage.footage_s)} of footage"
    say(f"{coverage.spec.name} has indexed {count(coverage.videos, 'clip')}: {count(coverage.segments, 'moment')},")
    say(f"{size_text(loss.vector_bytes)} of vectors. These are deleted. To get them back, the model has to index the")
    say(f"clips again, {again}. Clips, folders, pictures and the indexes of other models are kept.")
    say("Your files are not touched, and the model stays installed.")
    if loss.videos_alone:
        alone = count(loss.videos_alone, "clip")
        say(f"No other model has indexed {alone} of them; searches cannot find these until one does.")
    confirm("Delete", "Nothing was deleted.", sure=sure)


def _shrink(session: Engine) -> tuple[int, str]:
    """Bytes freed, and what to say if none were."""
    try:
        return session.do(session.library.shrink), ""
    except DiskFullError as error:
        return 0, str(error)
