"""A process that seems to teach: answers as the real one does, without torch. Its first argument says how it ends."""

import os
import sys
import threading
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

from c2v_desktop.finetune_child.picture_frames import frames_of, load_array, save_array
from core.encode.encoder_protocol import error_to_json
from core.errors import DiskFullError
from core.finetune.run_folder import RunFolder, event_to_json, folder_error
from core.processes.child_side import listen, take_streams
from core.processes.framing import send
from core.values.teaching import EpochFigures, Figure, TeachingOutcome, TeachingProgress
from tests.fakes.hash_encoder import HashEncoder


def main() -> None:
    how = sys.argv[1]
    incoming, outgoing = take_streams()
    asked, going, ended = threading.Event(), threading.Event(), threading.Event()
    going.set()
    request = {}

    def handle(message) -> None:
        match message.fields["op"]:
            case "pause":
                going.clear()
            case "continue":
                going.set()
            case "stop" | "close":
                ended.set()
                going.set()
            case _:
                request.update(message.fields)
                asked.set()

    listen(incoming, handle)
    asked.wait()

    def tell(event) -> None:
        send(outgoing, {"event": event_to_json(event).decode()})

    if request["op"] == "read":
        tokens = [2 + len(caption.split()) for caption in request["captions"]]
        send(outgoing, {"done": {"tokens": tokens, "context": 32, "unknown": [["zorb", len(request["learned"])]]}})
    elif request["op"] == "pictures":
        file = Path(request["file"])
        save_array(file, frames_of(HashEncoder(), load_array(file)))
        send(outgoing, {"done": {}})
    elif request["op"] == "estimate":
        send(outgoing, {"done": {"seconds": 7.0, "memory_bytes": int(sys.argv[2]), "disk_bytes": int(sys.argv[3])}})
    elif request["op"] == "preview":
        found = [[["/a.mp4", 0.0, 1.0]] for _ in request["sentences"]]
        send(outgoing, {"done": {"found": [found, found]}})
    elif how == "dies":
        tell(TeachingProgress("Training", 1, 9))
        os._exit(9)
    elif how == "full":
        send(outgoing, {"error": {"kind": DiskFullError.__name__, "title": "The disk is full.", "hint": "Free some."}})
    elif how == "away":
        folder = RunFolder(Path(request["folder"]))
        try:
            folder.root.rename(f"{folder.root}.away")
            folder.append(EpochFigures(1, 2, 1.0, 1.0, 10.0, 50.0, True))
        except OSError as error:
            send(outgoing, {"error": error_to_json(folder_error(error, folder))})
    else:
        folder = RunFolder(Path(request["folder"]))
        for epoch in (1, 2):
            tell(TeachingProgress("Training" if going.is_set() else "Paused", epoch, 2))
            going.wait()
            figures = EpochFigures(epoch, 2, 1.0, 1.0, 10.0 * epoch, 50.0, True)
            folder.append(figures)
            tell(figures)
            if how == "waits":
                ended.wait()
        save_file({"weights": np.zeros(2, np.float32)}, folder.result, {"c2v": "{}"})
        outcome = TeachingOutcome("better", "Better.", 9, 9, (Figure("R@1", 1, 2, 0, 2),), (), folder.result)
        folder.append(outcome)
        tell(outcome)
        send(outgoing, {"done": {}})


if __name__ == "__main__":
    main()
