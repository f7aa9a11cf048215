"""The process that holds a graph: answers on its standard streams, ends when they close. See `apart`."""

import os
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from core.store.graph.local import LocalGraph
from core.store.graph.process import read, write

_NICE = 5


def main() -> None:
    """Serve until the program that started us is gone."""
    requests, answers = _take_streams()
    _be_nice()
    words, _ = read(requests)
    graph = LocalGraph(words["dim"], words["threads"])
    write(answers, {})
    while True:
        try:
            words, blob = read(requests)
        except EOFError:
            return
        try:
            answer, found = _answer(graph, words, _parts(blob, words["sizes"]))
        except (RuntimeError, MemoryError) as error:
            answer, found = {"error": str(error) or type(error).__name__}, b""
        try:
            write(answers, answer, found)
        except OSError:
            return


def _answer(graph: LocalGraph, words: dict[str, Any], blobs: list[memoryview]) -> tuple[dict[str, Any], bytes]:
    match words["op"]:
        case "add":
            rows = np.frombuffer(blobs[0], "<i8")
            vectors = np.frombuffer(blobs[1], "<f4").reshape(len(rows), -1)
            graph.add(rows, vectors, words["capacity"])
        case "bury":
            graph.mark_deleted(np.frombuffer(blobs[0], "<i8"))
        case "nearest":
            open_rows = np.frombuffer(blobs[1], np.uint8) if len(blobs) > 1 else None
            found = graph.nearest(np.frombuffer(blobs[0], "<f4"), words["k"], words["ef"], open_rows)
            return {"is_found": found is not None}, b"" if found is None else found.astype("<i8").tobytes()
        case "save":
            graph.save(Path(words["path"]))
        case "load":
            graph.load(Path(words["path"]), words["capacity"])
        case unknown:
            raise RuntimeError(f"the graph's process does not know {unknown!r}")
    return {}, b""


def _parts(blob: bytes, sizes: list[int]) -> list[memoryview]:
    ends = np.cumsum([0, *sizes]).tolist()
    return [memoryview(blob)[start:end] for start, end in pairwise(ends)]


def _be_nice() -> None:
    """Weaving must not make the window wait. On Windows whoever starts us has seen to it."""
    if hasattr(os, "nice"):
        os.nice(_NICE)


def _take_streams() -> tuple[BinaryIO, BinaryIO]:
    """Standard input and output for us alone: whatever else prints goes to standard error."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    sys.stdin = open(os.devnull)  # noqa: SIM115, PTH123  for the life of the process
    return requests, answers


if __name__ == "__main__":
    main()
