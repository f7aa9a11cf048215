"""`c2v models forget`: what a model saw in the library leaves it, and the disk gets its room back."""

import argparse

from c2v_desktop.cli.command import CommandResult, Commands, Context, add_command
from c2v_desktop.cli.confirm import confirm
from c2v_desktop.cli.engine import Engine, expect_library, expect_videos, open_engine
from c2v_desktop.cli.progress_bar import moving_line
from c2v_desktop.cli.selection import model_named
from c2v_desktop.cli.streams import say
from c2v_desktop.format.units import count, rounded_time, size_text
from core.errors import DiskFullError, QueryError
from core.values import EncoderSpec, ForgetImpact


def add_parser(commands: Commands) -> None:
    """`c2v models forget NAME`."""
    forget = add_command(commands, "forget", run, "forget what a model saw in the library; not the one in use")
    forget.add_argument("name", metavar="NAME", help="its name in this library, or a part of it")
    forget.add_argument("--yes", action="store_true", help="do not ask")


def run(context: Context, options: argparse.Namespace) -> CommandResult:
    """Ask, forget, shrink. Raises: StoreError, for the model that answers or is in use; QueryError."""
    expect_library(context)
    with open_engine(context) as held:
        expect_videos(held)
        spec = _meant(held, options.name)
        loss = held.do(held.library.weigh_model, spec)
        _confirm(loss, sure=options.yes)
        with moving_line(f"Forgetting what {spec.name} saw"):
            index = held.do(held.library.forget_model, spec)
            freed, note = _shrink(held)
    coverage, videos = loss.coverage, count(loss.coverage.videos, "film")
    lines = [f"Forgotten: what {spec.name} saw in {videos}. The disk has {size_text(freed + index)} more room.", note]
    data = {"forgotten": spec.name, "key": spec.key, "films": coverage.videos, "segments": coverage.segments}
    return CommandResult([line for line in lines if line], {**data, "freed_bytes": freed + index, "note": note})


def _meant(held: Engine, name: str) -> EncoderSpec:
    models = held.do(held.library.models)
    if not models:
        raise QueryError("No model has looked at films of this library yet.")
    return model_named(models, name)


def _confirm(loss: ForgetImpact, *, sure: bool) -> None:
    """Say what is lost, and wait for a yes. Raises: StoreError, where nobody can be asked; Cancelled."""
    held = loss.coverage
    say(f"{held.spec.name} has looked at {count(held.videos, 'film')}: {count(held.segments, 'moment')},")
    say(f"{size_text(loss.vector_bytes)} of vectors. They leave the library. To have them again the model must look at")
    say(f"all of these films once more, {rounded_time(held.footage_s)} of footage. Films, folders, pictures and what")
    say("other models saw stay; no file of yours is touched, and the model itself stays on this computer.")
    if loss.videos_alone:
        alone = count(loss.videos_alone, "film")
        say(f"No other model knows {alone} of them, such as films on drives that are away: not found until one does.")
    confirm("Forget it", "Nothing was forgotten.", sure=sure)


def _shrink(held: Engine) -> tuple[int, str]:
    """Bytes the disk got back, and what to say when it got none."""
    try:
        return held.do(held.library.shrink), ""
    except DiskFullError as error:
        return 0, str(error)
