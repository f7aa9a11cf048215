"""The process that learns: answers one request, and ends when the program is gone. Torch lives here.

While it works it takes four words: pause, continue, stop, close.
"""

import queue
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from c2v_desktop.finetune_child.several_processes import follow, lead
from core import registry
from core.encode.encoder_options import EncoderOptions
from core.encode.encoder_protocol import error_to_json
from core.errors import C2VError, Cancelled, OutOfMemoryError
from core.finetune.launcher import launched
from core.finetune.run_folder import RunFolder, RunPlan, card_of, event_to_json, folder_error, is_full, kept_text
from core.finetune.teaching_run import KEEP_S, MakeTrainer, RunControl, TeachingSession
from core.machine import peak_memory_bytes
from core.ports import Encoder
from core.processes.child_side import be_nice, listen, take_streams
from core.processes.framing import Message, send
from core.values.teaching import TeachingEvent, TeachingProgress, TeachingWay

if TYPE_CHECKING:
    from core.finetune.full.workers import Workers

NICE: Final = 10
GENERAL: Final = ".general"
"""Folder beside the runs: drawn clips that were encoded once."""
PREPARED: Final = "prepared"


def main() -> None:
    """Answer one request."""
    began_s = time.monotonic()
    incoming, outgoing = take_streams()
    requests: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    control = RunControl()

    def handle(message: Message) -> None:
        match message.fields["op"]:
            case "pause":
                control.pause()
            case "continue":
                control.unpause()
            case "stop":
                control.stop()
            case "close":
                control.close()
            case _:
                requests.put(message.fields)

    listen(incoming, handle)
    be_nice(NICE)
    answer(requests.get(), outgoing, control, began_s)


def answer(request: dict[str, Any], outgoing: BinaryIO, control: RunControl, began_s: float) -> None:
    """Do what is asked, and send events and how it ended."""
    run = RunFolder(Path(request["folder"])) if request["op"] == "run" else None
    try:
        found = _work(request, lambda event: send(outgoing, {"event": event_to_json(event).decode()}), control, began_s)
        said: dict[str, Any] = {"done": found}
    except Cancelled:
        said = {"done": {}}
    except C2VError as error:
        if isinstance(cause := error.__cause__, OSError) and is_full(cause):
            error = folder_error(cause, run)
        said = {"error": error_to_json(error)}
    except MemoryError:
        said = {"error": error_to_json(_no_memory(run))}
    except OSError as error:
        said = {"error": error_to_json(folder_error(error, run))}
    except Exception as error:  # noqa: BLE001  the child's main loop: our bug, told to the program, which raises it there
        from core.encode.frame_encoder import is_out_of_memory

        said = {"error": error_to_json(_no_memory(run))} if is_out_of_memory(error) else {"bug": traceback.format_exc()}
    send(outgoing, said)


def _work(
    request: dict[str, Any], tell: Callable[[TeachingEvent], None], control: RunControl, began_s: float
) -> dict[str, Any]:
    if request["op"] == "read":
        from c2v_desktop.finetune_child.caption_reading import read_captions

        moments = Path(request["moments"]) if request.get("moments") else None
        base = EncoderOptions.from_json(request["base"])
        return read_captions(base, request["captions"], request["learned"], moments, request.get("judged", []))
    if request["op"] == "pictures":
        from c2v_desktop.finetune_child.picture_frames import encode_pictures

        return encode_pictures(EncoderOptions.from_json(request["base"]), Path(request["file"]))
    if request["op"] == "follow":
        with _workers(request["device"]) as workers:
            follow(workers, _full_by(workers))
        return {}
    folder = RunFolder(Path(request["folder"]))
    match request["op"]:
        case "run":
            plan = folder.read_plan()
            keep_s = float(request.get("keep_s", KEEP_S))
            if plan.plan.way == "name":
                _learn_name(folder, plan, tell)
            elif launched() is not None:
                device = EncoderOptions.from_json(plan.base).device
                with _workers(device) as workers:
                    lead(workers, _prepared(folder, tell, control, keep_s, _full_by(workers)))
            else:
                _prepared(folder, tell, control, keep_s).run()
            return {"seconds": time.monotonic() - began_s, "peak_bytes": peak_memory_bytes()}
        case "estimate":
            from core.finetune.teaching_trial import measure_trial

            if folder.read_plan().plan.way == "name":
                return _try_name(folder, began_s)
            found = measure_trial(_prepared(folder, tell, control, KEEP_S), began_s, _size(folder.root))
            return {"seconds": found.seconds, "memory_bytes": found.memory_bytes, "disk_bytes": found.disk_bytes}
        case "preview":
            from c2v_desktop.finetune_child.previewing import preview

            return {"found": preview(folder, request["sentences"], request["limit"])}
        case unknown:
            raise RuntimeError(f"no such request: {unknown}")


def _prepared(
    folder: RunFolder,
    tell: Callable[[TeachingEvent], None],
    control: RunControl,
    keep_s: float,
    make_trainer: MakeTrainer | None = None,
) -> TeachingSession:
    """A session whose data has its general set."""
    from c2v_desktop.finetune_child.general_set import add_general_set
    from core.finetune.teaching_data import load_data, save_data

    plan = folder.read_plan()
    make_trainer = make_trainer or trainer_of(plan.plan.way)
    opened: list[Encoder] = []
    mark = folder.root / PREPARED
    if not mark.exists():
        tell(TeachingProgress("Preparing clips to compare with", kind="preparing"))
        opened.append(_open(EncoderOptions.from_json(plan.base)))
        data = add_general_set(load_data(folder.data), opened[0], folder.root.parent / GENERAL)
        save_data(folder.data, data)
        mark.touch()
    session = TeachingSession(
        folder,
        make_trainer,
        tell,
        control,
        keep_s=keep_s,
        open_encoder=lambda options: opened.pop() if opened else _open(options),
    )
    for each in opened:
        each.close()
    return session


def _learn_name(folder: RunFolder, plan: RunPlan, tell: Callable[[TeachingEvent], None]) -> None:
    """Seconds of work, so nothing is kept in between."""
    from core.finetune.teaching_data import load_data
    from core.finetune.word_trainers import run_name

    data = load_data(folder.data)
    card = card_of(plan, data)
    outcome = run_name(data, plan.plan, EncoderOptions.from_json(plan.base), folder.result, card, tell)
    folder.append(outcome)
    tell(outcome)


def _try_name(folder: RunFolder, began_s: float) -> dict[str, Any]:
    """As short as a name takes, the whole of it is the trial."""
    _learn_name(folder, folder.read_plan(), lambda _: None)
    seconds = time.monotonic() - began_s
    return {"seconds": seconds, "memory_bytes": peak_memory_bytes(), "disk_bytes": _size(folder.root)}


def trainer_of(way: TeachingWay) -> MakeTrainer:
    """Who teaches in this way; imported when asked for: each loads what it trains."""
    if way == "heads":
        from core.finetune.heads import make_trainer

        return make_trainer
    if way == "words":
        from core.finetune.word_trainers import WordsTrainer

        return WordsTrainer
    from core.finetune.full import make_trainer as make_full

    return make_full


def _full_by(workers: "Workers") -> MakeTrainer:
    """Full training, shared by these processes."""
    from core.finetune.full import make_trainer

    return partial(make_trainer, workers=workers)


@contextmanager
def _workers(device: str) -> Iterator["Workers"]:
    """The processes that torch's launcher started. Raises: C2VError."""
    from core.encode.devices import choose_device
    from core.finetune.full.workers import joined

    with joined(choose_device(device)) as (workers, _):
        yield workers


def _open(options: EncoderOptions) -> Encoder:
    encoder: Encoder = registry.load(registry.BACKENDS, options.backend).build(options)
    return encoder


def _size(folder: Path) -> int:
    total = 0
    for each in folder.rglob("*"):
        with suppress(OSError):
            total += each.stat().st_size if each.is_file() else 0
    return total


def _no_memory(run: RunFolder | None) -> OutOfMemoryError:
    return OutOfMemoryError(
        f"The training ran out of memory.{kept_text(run)}",
        "Close other programs and resume, or start again with a smaller batch.",
    )


if __name__ == "__main__":
    main()
