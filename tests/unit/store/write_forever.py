"""A child process that writes a catalogue until it is killed: `python -m tests.unit.store.write_forever FILE SEED`.

Every `put` writes the number of its segments into the video's note, so that half a write would show.
"""

import random
import sys
from dataclasses import replace
from pathlib import Path

from core.store.catalogue import SqliteCatalogue
from tests.unit.store.material import make_clips, make_info, make_spec


def main() -> None:
    path, seed = Path(sys.argv[1]), int(sys.argv[2])
    chance, spec = random.Random(seed), make_spec()
    catalogue = SqliteCatalogue(path)
    root = catalogue.add_folder(Path("/films"), is_file=False)
    told = False
    while True:
        video = catalogue.add_video(root.id, Path(f"/films/{chance.randrange(12)}.mp4"), 1, 1, 1.0)
        if chance.random() < 0.2:
            catalogue.forget([video.id])
        else:
            n = chance.randrange(1, 300)
            ready = replace(video, state="ready", note=str(n), info=make_info(video.path))
            catalogue.put(ready, spec, make_clips(n, seed=n))
            if not told:
                print("ready", flush=True)
                told = True


if __name__ == "__main__":
    main()
