"""`c2v models forget`: what a model saw in the library leaves it, and the disk gets its room back."""

import argparse
import sys

from rich.console import Console

from c2v_desktop.commands import Context, Engine, Outcome, engine, model_named
from c2v_desktop.model_shelf import say
from c2v_desktop.model_tables import size_text
from c2v_desktop.show import count, rounded_time
from core.errors import Cancelled, DiskFullError, QueryError, StoreError
from core.values import EncoderSpec, Holding


def forget(context: Context, options: argparse.Namespace) -> Outcome:
    """Ask, forget, shrink. Raises: StoreError, for the model that answers or is in use; QueryError."""
    if not context.places.catalogue.exists():
        raise StoreError("Nothing is indexed yet, so there is nothing to forget.")
    with engine(context) as held:
        spec = _meant(held, options.name)
        vectors: int = held.do(held.library.weigh_model, spec)
        holding = next(each for each in held.do(held.library.holdings) if each.spec.key == spec.key)
        _confirm(holding, vectors, sure=options.yes)
        with Console(stderr=True).status(f"Forgetting what {spec.name} saw"):
            index: int = held.do(held.library.forget_model, spec)
            freed, note = _shrink(held)
    films = count(holding.films, "film")
    lines = [f"Forgotten: what {spec.name} saw in {films}. The disk has {size_text(freed + index)} more room.", note]
    data = {"forgotten": spec.name, "key": spec.key, "films": holding.films, "segments": holding.segments}
    return Outcome([line for line in lines if line], {**data, "freed_bytes": freed + index, "note": note})


def _meant(held: Engine, name: str) -> EncoderSpec:
    models: list[EncoderSpec] = held.do(held.library.models)
    if not models:
        raise QueryError("No model has looked at films of this library yet.")
    return model_named(models, name)


def _confirm(holding: Holding, vectors: int, *, sure: bool) -> None:
    """Say what is lost, and wait for a yes. Raises: StoreError, where nobody can be asked; Cancelled."""
    spec = holding.spec
    say(f"{spec.name} has looked at {count(holding.films, 'film')}: {count(holding.segments, 'moment')},")
    say(f"{size_text(vectors)} of vectors. They leave the library. To have them again the model must look at all of")
    say(f"these films once more, {rounded_time(holding.footage_s)} of footage. Films, folders, pictures and what other")
    say("models saw stay; no file of yours is touched, and the model itself stays on this computer.")
    if sure:
        return
    if not sys.stdin.isatty():
        raise StoreError("Nothing was forgotten.", "To forget it without being asked, add --yes.")
    sys.stderr.write("Forget it? [y/N] ")
    sys.stderr.flush()
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        say("Nothing was forgotten.")
        raise Cancelled


def _shrink(held: Engine) -> tuple[int, str]:
    """Bytes the disk got back, and what to say when it got none."""
    try:
        return held.do(held.library.shrink), ""
    except DiskFullError as error:
        return 0, str(error)
