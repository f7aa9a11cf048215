"""Which library makes graphs here."""

from importlib.util import find_spec

from core.store.graph.faiss_graph import FaissGraph
from core.store.graph.local import Graph, LocalGraph, is_available


def library() -> str:
    """What makes graphs here, "hnswlib" or "faiss"; "" where neither is installed, and searches are exact."""
    if is_available():
        return "hnswlib"
    return "faiss" if find_spec("faiss") else ""


def open_graph(dim: int, threads: int, made_by: str) -> Graph:
    """An empty graph in this process, of the library of this name."""
    return LocalGraph(dim, threads) if made_by == "hnswlib" else FaissGraph(dim, threads)
