"""The process that holds a graph: answers on its standard streams, ends when they close. See `process`."""

import queue
from pathlib import Path
from typing import Any

import numpy as np

from core.processes.child_side import be_nice, listen, take_streams
from core.processes.framing import ChannelError, Message, send
from core.store.graph.libraries import open_graph
from core.store.graph.local import Graph

_NICE = 5


def main() -> None:
    """Serve until the program that started us is gone."""
    incoming, outgoing = take_streams()
    requests: queue.SimpleQueue[Message] = queue.SimpleQueue()
    listen(incoming, requests.put)
    be_nice(_NICE)
    begin = requests.get().fields
    graph = open_graph(begin["dim"], begin["threads"], begin["library"])
    send(outgoing, {})
    while True:
        request = requests.get()
        try:
            fields, blobs = _answer(graph, request)
        except (RuntimeError, MemoryError) as error:
            fields, blobs = {"error": str(error) or type(error).__name__}, []
        try:
            send(outgoing, fields, blobs)
        except ChannelError:
            return


def _answer(graph: Graph, request: Message) -> tuple[dict[str, Any], list[memoryview]]:
    fields, blobs = request.fields, request.blobs
    match fields["op"]:
        case "add":
            rows = np.frombuffer(blobs[0], "<i8")
            vectors = np.frombuffer(blobs[1], "<f4").reshape(len(rows), -1)
            graph.add(rows, vectors, fields["capacity"])
        case "mark_deleted":
            graph.mark_deleted(np.frombuffer(blobs[0], "<i8"))
        case "nearest":
            open_rows = np.frombuffer(blobs[1], np.uint8) if len(blobs) > 1 else None
            found = graph.nearest(np.frombuffer(blobs[0], "<f4"), fields["k"], fields["ef"], open_rows)
            return {"is_found": found is not None}, [] if found is None else [found.astype("<i8").data]
        case "save":
            graph.save(Path(fields["path"]))
        case "load":
            graph.load(Path(fields["path"]), fields["capacity"])
        case unknown:
            raise RuntimeError(f"the graph's process does not know {unknown!r}")
    return {}, []


if __name__ == "__main__":
    main()
