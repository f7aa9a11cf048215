"""Checkpoint files of one's own become models here; and a look at every model's weights. Brings torch along."""

import argparse
from dataclasses import asdict
from pathlib import Path

from c2v_desktop import model_tables as tables
from c2v_desktop.commands import Context, Outcome
from c2v_desktop.model_shelf import DEMO, bringing, find_entry, slug, today
from core import plugs
from core.encode import fit
from core.errors import ShelfError, WeightsCorruptError
from core.shelf.bring import of_entry
from core.shelf.entries import Entry, FileSpec
from core.shelf.place import Record, is_name

MISFIT = 1
_OWN = "What it may be used for is said where the file came from."
_UNTRAINED = (
    "; its heads are not trained yet, so frames are averaged. Trained on films with sentences they would add "
    "motion and order, and show which frames met which words"
)
_CLIP2VIDEO_FINDS = ("stills", "motion", "centres")


def bring_entry_file(context: Context, path: Path, entry: Entry) -> Record:
    """A file that is said to be a model of the shelf. Raises: ShelfError and its kind, EncoderError."""
    if len(entry.files) > 1:
        names = ", ".join(file.name for file in entry.files)
        raise ShelfError(f"{entry.name} consists of several files.", f"Give the folder that holds them: {names}.")
    with bringing(context, approve) as bringer:
        return bringer.bring_file(path, of_entry(entry, [], today()), entry.weights)


def bring_own_file(context: Context, path: Path, options: argparse.Namespace) -> Record | Outcome:
    """A checkpoint that says itself what it is; what does not fit comes back as a table.

    Raises: ShelfError and its kind, EncoderError.
    """
    look = fit.recognise_towers if options.towers else fit.recognise
    found = look(path, options.model)
    if found.misfits:
        head = f"{path.name} does not fit ({found.about}); {len(found.misfits)} of its names do not:"
        data = {"imported": None, "fit": asdict(found)}
        return Outcome([head, "", *tables.misfit_lines(found.misfits)], data, MISFIT)
    if found.left_out and not options.towers:
        raise ShelfError(
            f"{path.name} carries {found.left_out}, which this program cannot run.",
            "With --towers its image and text towers are imported alone; what was trained on top of them is left out.",
        )
    record = _own_record(options, path, found)
    with bringing(context, approve) as bringer:
        if found.kind == "clip4clip":
            return bringer.bring_made(record, path, lambda to: fit.write_towers(path, to), "towers.safetensors")
        name = path.name if is_name(path.name) else f"weights{path.suffix}"
        return bringer.bring_file(path, record, FileSpec(name))


def approve(weights: Path, record: Record) -> None:
    """Do the weights fit the model they are said to be? Raises: ShelfError, WeightsCorruptError, EncoderError."""
    if record.backend not in plugs.names(plugs.BACKENDS):
        raise ShelfError(f'{record.name} is for "{record.backend}", which this version of the program does not have.')
    if record.backend == "clip_mean":
        found = fit.fits_architecture(weights, record.architecture)
    elif record.backend == "clip2video":
        found = fit.recognise(weights)
    else:
        return
    if found.misfits or (record.backend == "clip2video") != (found.kind == "clip2video"):
        first = ", ".join(f"{each.name} ({each.problem})" for each in found.misfits[:5])
        raise WeightsCorruptError(
            f"{weights.name} does not fit {record.name}: {len(found.misfits)} names, such as {first}.",
            "It is not the file that was meant; nothing was kept.",
        )


def _own_record(options: argparse.Namespace, path: Path, found: fit.Fit) -> Record:
    nameless = path.name.startswith("pytorch_model.bin")  # as CLIP2Video's and CLIP4Clip's authors call all of theirs
    key = options.id or slug(path.parent.name if nameless else path.stem)
    if not is_name(key) or key == DEMO or find_entry(key) is not None:
        raise ShelfError(f'"{key}" cannot be the id of a model of your own.', "Choose another: --id NAME.")
    whole = found.kind == "clip2video"
    about = f"{found.about}{'; that is left out' if found.left_out else ''}{'' if found.trained else _UNTRAINED}"
    return Record(
        id=key,
        name=options.name or key,
        entry="",
        backend="clip2video" if whole else "clip_mean",
        architecture=found.architecture,
        weights="",
        files=(),
        finds=_CLIP2VIDEO_FINDS if whole and found.trained else ("stills",),
        languages=(),
        licence="",
        date=today(),
        note=f"{about}. {_OWN}",
    )
