"""A graphics card as `make gpu` sees it: its name, its clock, how full its memory is and how busy it is."""

import shutil
import statistics
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import torch


@dataclass(frozen=True, slots=True)
class Card:
    """A device under test; a processor in its place runs the same code."""

    device: torch.device
    is_quick: bool = False

    @property
    def is_real(self) -> bool:
        return self.device.type == "cuda"

    @property
    def index(self) -> int:
        return self.device.index or 0

    @property
    def name(self) -> str:
        return torch.cuda.get_device_name(self.device) if self.is_real else "no card, the processor"

    @property
    def driver(self) -> str:
        said = _ask("driver_version", self.index) if self.is_real else []
        return said[0] if said else "unknown" if self.is_real else ""

    @property
    def memory_gb(self) -> float:
        return torch.cuda.get_device_properties(self.device).total_memory / 2**30 if self.is_real else 0.0

    def wait(self) -> None:
        """Until it has done all it was told."""
        if self.is_real:
            torch.cuda.synchronize(self.device)

    def forget_peak(self) -> None:
        if self.is_real:
            torch.cuda.empty_cache()
            torch.cuda.reset_peak_memory_stats(self.device)

    def peak_gb(self) -> float:
        """The most that tensors took since `forget_peak`."""
        return torch.cuda.max_memory_allocated(self.device) / 2**30 if self.is_real else 0.0

    def in_turns(self, rivals: Sequence[Callable[[], object]], seconds: float, most: int = 200) -> list[float]:
        """Median seconds of each, taken in turns after one turn to warm up: whatever else runs falls on all."""
        took: list[list[float]] = [[] for _ in rivals]
        for rival in rivals:
            rival()
        end_s = time.monotonic() + seconds
        for turn in range(most):
            if turn >= 3 and time.monotonic() > end_s:
                break
            for times, rival in zip(took, rivals, strict=True):
                self.wait()
                before = time.perf_counter()
                rival()
                self.wait()
                times.append(time.perf_counter() - before)
        return [statistics.median(times) for times in took]


@dataclass
class BusyMeter:
    """How busy the card was while this was open, by nvidia-smi, five times a second."""

    card: Card
    samples: list[float] = field(default_factory=list)
    _child: "subprocess.Popen[str] | None" = None

    def __enter__(self) -> "BusyMeter":
        tool = shutil.which("nvidia-smi") if self.card.is_real else None
        if tool:
            query = ["--query-gpu=utilization.gpu", "--format=csv,noheader,nounits", "-lms", "200"]
            self._child = subprocess.Popen(
                [tool, "-i", str(self.card.index), *query], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
            )
            threading.Thread(target=self._read, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._child is not None:
            self._child.terminate()
            self._child.wait()

    def _read(self) -> None:
        assert self._child is not None
        assert self._child.stdout is not None
        for line in self._child.stdout:
            if line.strip().isdigit():
                self.samples.append(float(line))

    @property
    def percent(self) -> float | None:
        """Mean of what was seen; None where nothing was."""
        return statistics.mean(self.samples) if self.samples else None


def _ask(what: str, index: int) -> list[str]:
    tool = shutil.which("nvidia-smi")
    if not tool:
        return []
    asked = [tool, "-i", str(index), f"--query-gpu={what}", "--format=csv,noheader"]
    ran = subprocess.run(asked, capture_output=True, text=True, timeout=20, check=False)
    return ran.stdout.strip().splitlines() if ran.returncode == 0 else []
