"""Pictures are loaded on lanes while the main thread connects and drops without pause: `lock_probe WAY SECONDS`.

WAY is `now`, or `qt`: the lane decodes by QImage.fromData, as the program once did, which hangs. A line a second,
with the number of rounds and pictures, is printed, and one at the end.
"""

import io
import itertools
import sys
import threading
import time
from pathlib import Path

import numpy as np
from PIL import Image
from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from c2v_desktop.shell.garbage_collection import MainThreadCollector
from core.lane import Lane, Priority
from core.values import Video
from ui import images

SOURCES, PANELS, AHEAD = 400, 100, 40


class ProbeSource(QObject):
    """Its virtual function is Python's, so Qt asks for Python's lock when a receiver is dropped."""

    came = Signal(object)

    def disconnectNotify(self, signal):
        pass


class ProbeReceiver:
    """No QObject: dropping it disconnects by a weak reference."""

    def on(self, key):
        pass


class Panel(QObject):
    """An object of the window that a lane is given, and dropped before the lane is done; in a cycle with itself."""

    def __init__(self, source):
        super().__init__()
        self.hears = lambda key: self.work()
        source.came.connect(self.hears)

    def work(self):
        return np.arange(50).tolist()


class SlowReader:
    """Real JPEG bytes."""

    def __init__(self):
        buffer = io.BytesIO()
        Image.effect_noise((64, 36), 80).convert("RGB").save(buffer, "JPEG")
        self._jpeg = buffer.getvalue()

    def picture(self, video, time_s):
        return self._jpeg

    large_picture = picture

    def picture_times(self, video):
        return [0.0]


def main():
    """Run for so long, or hang."""
    way, seconds = sys.argv[1], float(sys.argv[2])
    application = QApplication([])
    collector = MainThreadCollector()
    sys.setswitchinterval(1e-5)
    if way == "qt":
        images.decode = QImage.fromData  # type: ignore[attr-defined]
        images.image_of = lambda image: image or QImage()
    lanes = [Lane("pictures"), Lane("more pictures")]
    threads = [threading.Thread(target=lane.run, daemon=True) for lane in lanes]
    for thread in threads:
        thread.start()
    pictures = [images.Pictures(SlowReader(), lane) for lane in lanes]
    sources = [ProbeSource() for _ in range(SOURCES)]
    counts, number = [0, 0], itertools.count()
    wanted = [0, 0]

    def count(which):
        counts[which] += 1

    for which, each in enumerate(pictures):
        each.large_came.connect(lambda key, image, which=which: count(which))
        each.came.connect(lambda keys: None)
    rounds, begun = 0, time.monotonic()
    said = begun
    while (now := time.monotonic()) < begun + seconds:
        for which, each in enumerate(pictures):
            while wanted[which] - counts[which] < AHEAD:
                each.want_large(_video(next(number)), 0.0)
                wanted[which] += 1
            each.get(_video(next(number)), 0.0)
        receivers = [ProbeReceiver() for _ in range(PANELS)]
        for i, receiver in enumerate(receivers):
            sources[(rounds * PANELS + i) % SOURCES].came.connect(receiver.on)
        for i, lane in enumerate(lanes):
            lane.submit(Priority.BROWSE, Panel(sources[(rounds + i) % SOURCES]).work)
        del receivers, receiver
        rounds += 1
        if rounds % 40 == 0:  # their cycles with what they connected
            sources = [ProbeSource() for _ in range(SOURCES)]
        QCoreApplication.processEvents()
        if now - said > 1:
            said = now
            print("alive", rounds, sum(counts), flush=True)
    for lane in lanes:
        lane.close()
    for thread in threads:
        thread.join()
    collector.close()
    print("end", rounds, sum(counts), flush=True)
    del application


def _video(number):
    return Video(number, 1, Path(f"/f/{number}.mov"), 10, 1, 0.0, "ready")


if __name__ == "__main__":
    main()
