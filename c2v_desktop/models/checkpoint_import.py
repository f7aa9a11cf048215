"""Checkpoint files of one's own become models here; and a check of every model's weights.

Torch-free: who checks the files is handed in, and may do so in a process of its own.
"""

from dataclasses import dataclass
from pathlib import Path

from c2v_desktop.models.model_choice import DEMO, find_entry, slug, today
from core import registry
from core.encode.checkpoint_report import CheckpointFit, CheckpointInspector
from core.errors import ModelStoreError, UnnamedModelError, WeightsCorruptError
from core.model_store.entries import FileSpec, ModelEntry
from core.model_store.installer import ModelInstaller, of_entry
from core.model_store.store import ModelRecord, is_name

_OTHER = "This is a different model. Download it from another source, or choose another model."
_OWN = "For its licence, check where you downloaded it."
_UNTRAINED = (
    "; its heads are not trained yet, so frames are averaged. Training on captioned clips adds motion and "
    "order, and shows which frames matched which words"
)
_STILLS = ("stills",)
_FINDS = {"clip2video": ("stills", "motion", "centres"), "frozen": ("stills", "motion")}


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """How a file of one's own is to be taken; what is empty the file says itself."""

    id: str = ""
    name: str = ""
    architecture: str = ""
    """open_clip's name of it."""
    towers: bool = False
    """Take its image and text towers only."""


class CheckpointMismatchError(WeightsCorruptError):
    """A checkpoint that does not fit; `fit` says what of it does not."""

    def __init__(self, path: Path, fit: CheckpointFit) -> None:
        count = len(fit.misfits)
        super().__init__(f"{path.name} does not fit ({fit.about}). {count} of its entries do not match:")
        self.fit = fit


def import_entry_file(installer: ModelInstaller, path: Path, entry: ModelEntry) -> ModelRecord:
    """A file that the user names as a listed model. Raises: ModelStoreError and its kind, EncoderError."""
    if len(entry.files) > 1:
        names = ", ".join(file.name for file in entry.files)
        raise ModelStoreError(
            f"{entry.name} consists of several files.", f"Import the folder that contains them: {names}."
        )
    return installer.install_file(path, of_entry(entry, [], today()), entry.weights)


def look_at(look: CheckpointInspector, path: Path, request: ImportRequest) -> CheckpointFit:
    """What a file of one's own is. Raises: CheckpointMismatchError, ModelStoreError, EncoderError."""
    found = (look.recognise_towers if request.towers else look.recognise)(path, request.architecture)
    if found.misfits:
        raise CheckpointMismatchError(path, found)
    if found.left_out and not request.towers:
        raise ModelStoreError(
            f"{path.name} contains {found.left_out}, which this program cannot run.",
            "You can import only its image and text towers (--towers); what was trained on top of them is left out.",
        )
    return found


def import_own_file(
    installer: ModelInstaller, look: CheckpointInspector, path: Path, request: ImportRequest
) -> ModelRecord:
    """A checkpoint that says itself what it is. Raises: CheckpointMismatchError, ModelStoreError and its kind,
    EncoderError.
    """
    found = look_at(look, path, request)
    record = _own_record(request, path, found)
    if found.kind == "clip4clip" or not found.is_plain:
        return installer.install_made(record, path, lambda to: look.write_towers(path, to), "towers.safetensors")
    name = path.name if is_name(path.name) else f"weights{path.suffix}"
    return installer.install_file(path, record, FileSpec(name), _beside(path, found))


def _beside(path: Path, found: CheckpointFit) -> list[Path]:
    """The file that belongs to the weights and lies beside them. Raises: ModelStoreError."""
    here = [path.with_name(name) for name in found.beside if path.with_name(name).is_file()]
    if found.beside and not here:
        names = " or ".join(found.beside)
        raise ModelStoreError(
            f"{path.name} needs its tokenizer in the same folder, but there is none.",
            f"Put {names} into the same folder. It comes with the text model that the weights were trained with.",
        )
    return here[:1]


def approve(look: CheckpointInspector, weights: Path, record: ModelRecord) -> None:
    """Check the weights fit the model named for them. Raises: ModelStoreError, WeightsCorruptError, EncoderError."""
    if record.backend not in registry.names(registry.BACKENDS):
        raise ModelStoreError(
            f'{record.name} is for "{record.backend}", which this version does not support. Update C2V Desktop.'
        )
    if record.backend == "clip_mean":
        found = look.fits_architecture(weights, record.architecture)
    elif record.backend in ("clip2video", "frozen"):
        try:
            found = look.recognise(weights)
        except UnnamedModelError as error:
            raise WeightsCorruptError(f"{weights.name} does not fit {record.name}.", _OTHER) from error
    else:
        return
    if found.misfits or _backend(found) != record.backend:
        first = ", ".join(f"{each.name} ({each.problem})" for each in found.misfits[:5])
        raise WeightsCorruptError(
            f"{weights.name} does not fit {record.name}: {len(found.misfits)} entries do not match, such as {first}.",
            _OTHER,
        )


def approve_import(look: CheckpointInspector, weights: Path, record: ModelRecord) -> None:
    """Does it fit, and does it work? Raises: as `approve`."""
    approve(look, weights, record)
    look.try_model(weights, record.backend, record.architecture)


def own_id(path: Path) -> str:
    """What a file of one's own is called when nobody says."""
    nameless = path.name.startswith("pytorch_model.bin")  # as CLIP2Video's and CLIP4Clip's authors call all of theirs
    return slug(path.parent.name if nameless else path.stem)


def _own_record(request: ImportRequest, path: Path, found: CheckpointFit) -> ModelRecord:
    key = request.id or own_id(path)
    if not is_name(key) or key == DEMO or find_entry(key) is not None:
        raise ModelStoreError(
            f'"{key}" is reserved and cannot be the id of an imported model.', "Choose another id: --id NAME."
        )
    about = f"{found.about}{'; this part is left out' if found.left_out else ''}{'' if found.trained else _UNTRAINED}"
    return ModelRecord(
        id=key,
        name=request.name or key,
        entry="",
        backend=_backend(found),
        architecture=found.architecture,
        weights="",
        files=(),
        finds=_FINDS.get(found.kind, _STILLS) if found.trained else _STILLS,
        languages=(),
        licence="",
        date=today(),
        note=f"{about}. {_OWN}",
    )


def _backend(found: CheckpointFit) -> str:
    """Who runs such a file: towers alone are averaged over frames."""
    return found.kind if found.kind in ("clip2video", "frozen") else "clip_mean"
