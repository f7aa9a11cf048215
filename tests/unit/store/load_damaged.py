"""A child process that loads broken indexes one after another: `python -m tests.unit.store.load_damaged FOLDER...`.

Prints one line for each folder: "stale", or what happened instead. Dies when the reading dies.
"""

import sys
from pathlib import Path
from unittest import mock

import numpy as np

from core.errors import StaleIndexError
from core.store.engines.exact import ExactIndex
from core.store.engines.hnsw import HnswIndex
from core.store.graph import local


def main() -> None:
    for folder in sys.argv[1:]:
        engine, _, where = folder.partition("=")
        if engine == "faiss":
            mock.patch.object(local, "hnswlib", None).start()
        index = ExactIndex() if engine == "exact" else HnswIndex(0)
        try:
            index.load(Path(where) / "index", "stamp")
            # whoever accepts it must also survive using it
            index.search(np.ones(16, np.float32), 10)
            print("accepted", flush=True)
        except StaleIndexError:
            print("stale", flush=True)


if __name__ == "__main__":
    main()
