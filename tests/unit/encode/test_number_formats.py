"""Number formats are tried in turns, compared with float32, and put on as they were measured."""

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from core.encode import devices, format_benchmark
from core.encode.devices import machine_key, place_tower
from core.encode.encoder_options import EncoderOptions
from core.encode.format_benchmark import measure_tower
from core.encode.format_measurements import FormatMeasurements, FormatTrial, keep_measured, read_measured
from core.encode.frame_encoder import FrameEncoder, PixelStatistics
from core.encode.number_formats import FormattedTower, dress, names_to_try, try_formats
from core.encode.placement import Placement
from core.errors import EncoderError

CPU, CARD = torch.device("cpu"), torch.device("cuda")
STATISTICS = PixelStatistics()


class Small(nn.Module):
    """A convolution and a linear layer, as towers begin and end."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv2d(3, 8, 4, 4)
        self.last = nn.Linear(8 * 4 * 4, 16)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.last(self.first(x).flatten(1))


@pytest.fixture
def tower() -> nn.Module:
    torch.manual_seed(0)
    return Small().eval().requires_grad_(False)


@pytest.fixture
def pixels() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (10, 16, 16, 3), dtype=np.uint8)


class FormatClock:
    """Goes on only where a tower says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class SlowTower(nn.Module):
    """Takes seconds on a clock of ours."""

    def __init__(self, inner: nn.Module, clock: FormatClock, seconds: float) -> None:
        super().__init__()
        self.inner, self.clock, self.seconds = inner, clock, seconds

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        self.clock.now += self.seconds
        return self.inner(x)


# ---- putting on


def test_on_a_processor_the_weights_change_and_the_tower_stays(tower):
    light, placement = dress(tower, CPU, "bfloat16", "why")
    assert next(light.parameters()).dtype == torch.bfloat16
    assert next(tower.parameters()).dtype == torch.float32
    assert (placement.weights, placement.autocast, placement.precision) == (torch.bfloat16, None, "bfloat16")
    assert placement.note == "why"
    plain, placement = dress(tower, CPU, "float32")
    assert plain is tower
    assert placement.precision == "float32"


def test_on_a_card_autocast_does_it_and_frames_may_lie_otherwise(tower):
    same, placement = dress(tower, CARD, "float16")
    assert same is tower
    assert (placement.weights, placement.autocast) == (torch.float32, torch.float16)
    turned, placement = dress(tower, CARD, "float16 channels_last")
    assert turned.first.weight.is_contiguous(memory_format=torch.channels_last)
    assert not tower.first.weight.is_contiguous(memory_format=torch.channels_last)
    assert (placement.channels_last, placement.precision) == (True, "float16 channels_last")


def test_compiling_is_torchs(monkeypatch, tower):
    compiled = []
    monkeypatch.setattr(torch, "compile", lambda module: compiled.append(module) or module)
    _, placement = dress(tower, CARD, "bfloat16 compiled")
    assert compiled == [tower]
    assert placement.precision == "bfloat16 compiled"


def test_a_name_nobody_knows_is_refused(tower):
    for name in ("float8", "float16 sideways", "int8"):
        with pytest.raises(ValueError, match="no number format"):
            dress(tower, CPU, name)


def test_frames_are_laid_out_as_the_tower_wants_them(tower, pixels):
    side_by_side = np.ascontiguousarray(pixels.transpose(0, 3, 1, 2))  # each colour a picture of its own
    seen = []

    def look(_, given):
        seen.append(given[0].is_contiguous(memory_format=torch.channels_last))

    tower.register_forward_pre_hook(look)
    wanted = FrameEncoder(tower, Placement(CPU), 16).encode(side_by_side)
    turned, placement = dress(tower, CPU, "float32 channels_last")
    found = FrameEncoder(turned, placement, 16).encode(side_by_side)
    assert seen == [False, True]
    assert np.allclose(found, wanted, atol=2e-3)


def test_what_is_worth_a_trial():
    assert names_to_try(CPU, has_bfloat16=False) == ["float32"]
    assert names_to_try(CPU, has_bfloat16=True) == ["float32", "bfloat16"]
    assert names_to_try(CARD, has_bfloat16=True)[:3] == ["float32", "float16", "bfloat16"]
    assert "float16 channels_last" in names_to_try(CARD, has_bfloat16=False)


# ---- trying


def test_trials_are_speeds_in_turns_and_the_least_agreement(tower, pixels):
    clock, other = FormatClock(), Small().eval()
    slow, quick, wrong = SlowTower(tower, clock, 4.0), SlowTower(tower, clock, 1.0), SlowTower(other, clock, 0.5)
    names = {"float32": slow, "bfloat16": quick, "int8": wrong}
    made = {n: (lambda n=n, t=t: (t, Placement(CPU, format=n))) for n, t in names.items()}
    trials = {each.format: each for each in try_formats(made, STATISTICS, pixels, 30.0, clock)}
    assert [trials[n].images_per_s for n in names] == [1.0, 4.0, 8.0]
    assert trials["float32"].cosine == pytest.approx(1.0, abs=1e-6)
    assert trials["bfloat16"].agrees
    assert not trials["int8"].agrees
    assert clock.now >= 30


def test_a_format_that_fails_or_overflows_is_no_trial(tower, pixels):
    class BrokenTower(nn.Module):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            raise NotImplementedError("no such kernel")

    class Overflowing(nn.Module):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            seen = tower(x.float())
            return torch.where(torch.tensor(torch.is_autocast_enabled("cpu")), torch.inf, seen.float())

    made = {
        "float32": lambda: (tower, Placement(CPU, format="float32")),
        "float16": lambda: (BrokenTower(), Placement(CPU, format="float16")),
        "bfloat16": lambda: (Overflowing(), Placement(CPU, autocast=torch.bfloat16, format="bfloat16")),
    }
    assert [each.format for each in try_formats(made, STATISTICS, pixels, 0.0)] == ["float32"]


def test_overflow_is_told_as_float32_from_then_on(tower, pixels):
    class Overflowing(nn.Module):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            half = torch.tensor(torch.is_autocast_enabled("cpu"))
            return torch.where(half, torch.inf, tower(x.float()).float())

    encoder = FrameEncoder(Overflowing(), Placement(CPU, autocast=torch.bfloat16, format="float16 channels_last"), 4)
    encoder.encode(pixels)
    assert encoder.placement.precision == "float32"


# ---- keeping and using


def options(weights: Path, precision: str = "auto") -> EncoderOptions:
    return EncoderOptions(weights=str(weights), device="cpu", precision=precision)


def keep(weights: Path, *trials: FormatTrial, tower: str = "this") -> None:
    keep_measured(weights, machine_key(CPU), FormatMeasurements(tower, trials, "drawn", "2026-11-26"))


@pytest.fixture
def no_measuring(monkeypatch):
    monkeypatch.setattr(devices, "has_bfloat16", lambda _: True)
    monkeypatch.setattr(devices, "compare_towers", lambda *_: pytest.fail("measured again"))


@pytest.mark.usefixtures("no_measuring")
@pytest.mark.parametrize(("speed", "wins"), [(30.0, "bfloat16"), (5.0, "float32")])
def test_what_was_measured_is_used_and_not_measured_again(tower, tmp_path, speed, wins):
    keep(tmp_path / "w.pt", FormatTrial("float32", 10.0, 1.0), FormatTrial("bfloat16", speed, 0.9999))
    placed, placement = place_tower(tower, 16, options(tmp_path / "w.pt"), "this")
    assert placement.precision == wins
    assert next(placed.parameters()).dtype == getattr(torch, wins)
    assert ("3.0 times" in placement.note) is (wins == "bfloat16")


@pytest.mark.parametrize("identity", ["another", ""])
def test_of_another_tower_it_says_nothing(monkeypatch, tower, tmp_path, identity):
    monkeypatch.setattr(devices, "has_bfloat16", lambda _: False)
    keep(tmp_path / "w.pt", FormatTrial("float32", 10.0, 1.0), FormatTrial("bfloat16", 30.0, 0.9999))
    assert place_tower(tower, 16, options(tmp_path / "w.pt"), identity)[1].precision == "float32"


@pytest.mark.usefixtures("no_measuring")
def test_a_format_that_was_set_is_taken_whatever_was_measured(tower, tmp_path):
    keep(tmp_path / "w.pt", FormatTrial("float32", 10.0, 1.0), FormatTrial("bfloat16", 30.0, 0.9999))
    assert place_tower(tower, 16, options(tmp_path / "w.pt", "float32"), "this")[1].precision == "float32"


@pytest.mark.usefixtures("no_measuring")
def test_without_its_file_the_next_best_runs_and_that_is_said(tower, tmp_path):
    weights = tmp_path / "w.pt"
    keep(
        weights,
        FormatTrial("float32", 10.0, 1.0),
        FormatTrial("bfloat16", 30.0, 0.9999),
        FormatTrial("int8", 50.0, 0.9999),
    )
    placement = place_tower(tower, 16, options(weights), "this")[1]
    assert placement.precision == "bfloat16"
    assert "missing or was changed" in placement.note
    assert "models bench" in placement.note


@pytest.mark.parametrize(
    ("trials", "words"),
    [
        ((), "not been created"),
        ((FormatTrial("float32", 10.0, 1.0), FormatTrial("bfloat16", 30.0, 0.9999)), "not been created"),
        ((FormatTrial("float32", 10.0, 1.0), FormatTrial("int8", 50.0, 0.99)), "agreement 0.9900; float32 is better"),
        ((FormatTrial("float32", 10.0, 1.0), FormatTrial("int8", 50.0, 0.9999)), "missing or was changed"),
    ],
)
def test_eight_bits_that_were_set_are_never_replaced_in_silence(tower, tmp_path, trials, words):
    if trials:
        keep(tmp_path / "w.pt", *trials)
    with pytest.raises(EncoderError, match=words) as caught:
        place_tower(tower, 16, options(tmp_path / "w.pt", "int8"), "this")
    assert caught.value.hint


def test_a_model_that_cannot_run_in_eight_bits_says_so(tower):
    with pytest.raises(EncoderError, match="This kind of model"):
        place_tower(tower, 16, options(Path("w.pt"), "int8"))


# ---- on a card, with fakes


@pytest.fixture
def card(monkeypatch):
    """A graphics card that is a processor by another name."""
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda _=None: "Test Card")
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda **_: True)
    monkeypatch.setattr(devices, "_move", lambda tower, _: tower)


@pytest.mark.usefixtures("card")
def test_a_card_uses_what_was_measured_on_it(monkeypatch, tower, tmp_path):
    monkeypatch.setattr(torch, "compile", lambda module: module)
    trials = (
        FormatTrial("float32", 100.0, 1.0),
        FormatTrial("float16", 300.0, 0.9999),
        FormatTrial("float16 channels_last", 320.0, 0.9999),
        FormatTrial("float16 channels_last compiled", 400.0, 0.9999),
    )
    keep_measured(tmp_path / "w.pt", machine_key(CARD), FormatMeasurements("this", trials, "drawn", "2026-11-26"))
    chosen = EncoderOptions(weights=str(tmp_path / "w.pt"), device="cuda")
    placement = place_tower(tower, 16, chosen, "this")[1]
    assert placement.precision == "float16 channels_last compiled"
    assert (placement.autocast, placement.channels_last) == (torch.float16, True)
    assert "Test Card" in machine_key(CARD)
    assert place_tower(tower, 16, chosen, "another")[1].precision == "float16"
    with pytest.raises(EncoderError, match="processors only"):
        place_tower(tower, 16, EncoderOptions(weights="w.pt", device="cuda", precision="int8"), "this")


@pytest.mark.usefixtures("card")
def test_compiling_is_tried_on_the_best_and_kept_where_it_wins(monkeypatch, tower, pixels, tmp_path):
    speeds = {
        "float32": 1.0,
        "float16": 3.0,
        "bfloat16": 2.0,
        "float16 channels_last": 4.0,
        "bfloat16 channels_last": 2.5,
    }
    tried = []

    def trials(formats_, *_):
        tried.append(list(formats_))
        best = "float16 channels_last compiled"
        return tuple(FormatTrial(name, {**speeds, best: 9.0}[name], 0.9999) for name in formats_)

    monkeypatch.setattr(format_benchmark, "try_formats", trials)
    weights = tmp_path / "w.pt"
    measured = measure_tower(
        FormattedTower(tower, 16, STATISTICS, "this", CARD), weights, pixels, "drawn", 0.0, "today"
    )
    assert tried == [list(speeds), ["float32", "float16 channels_last", "float16 channels_last compiled"]]
    assert measured.best.format == "float16 channels_last compiled"
    assert read_measured(weights) == {machine_key(CARD): measured}


@pytest.mark.gpu
def test_formats_on_a_real_card(tower, pixels, tmp_path):
    if not torch.cuda.is_available():
        pytest.skip("no graphics card here")
    device = torch.device("cuda")
    moved = FormattedTower(tower.to(device), 16, STATISTICS, "this", device)
    measured = measure_tower(moved, tmp_path / "w.pt", pixels, "drawn", 0.5, "today")
    assert {"float32", "float16"} <= {each.format for each in measured.trials}
    assert measured.best.agrees
    chosen = EncoderOptions(weights=str(tmp_path / "w.pt"), device="cuda")
    assert place_tower(tower, 16, chosen, "this")[1].precision == measured.best.format


# ---- batch


class MemoryLimit:
    """A card's memory: what a frame takes, what is free."""

    def __init__(self, monkeypatch, frame_mib: float, free_mib: float) -> None:
        self.frame, self.free, self.frames = int(frame_mib * 2**20), int(free_mib * 2**20), 0
        monkeypatch.setattr(torch.cuda, "memory_allocated", lambda _: 7)
        monkeypatch.setattr(torch.cuda, "reset_peak_memory_stats", lambda _: None)
        monkeypatch.setattr(torch.cuda, "max_memory_allocated", lambda _: 7 + self.frames * self.frame)
        monkeypatch.setattr(torch.cuda, "mem_get_info", lambda _: (self.free, 2**40))
        monkeypatch.setattr(devices, "FrameEncoder", lambda *_: self)

    def encode(self, pixels: np.ndarray) -> None:
        self.frames = len(pixels)


@pytest.mark.parametrize(("frame_mib", "free_mib", "batch"), [(1, 1000, 16), (100, 1000, 5), (900, 1000, 1)])
def test_the_batch_fills_half_of_a_cards_free_memory_at_most(monkeypatch, tower, frame_mib, free_mib, batch):
    memory = MemoryLimit(monkeypatch, frame_mib, free_mib)
    assert devices.batch_that_fits(tower, Placement(CARD), 16, 16) == batch
    assert memory.frames == 2


def test_a_card_without_room_for_two_frames_begins_with_one(monkeypatch, tower):
    memory = MemoryLimit(monkeypatch, 1, 1000)

    def full(_):
        raise torch.OutOfMemoryError("CUDA out of memory")

    monkeypatch.setattr(memory, "encode", full)
    assert devices.batch_that_fits(tower, Placement(CARD), 16, 16) == 1


def test_on_a_processor_the_batch_is_the_one_that_was_set(monkeypatch, tower):
    monkeypatch.setattr(devices, "FrameEncoder", lambda *_: pytest.fail("tried"))
    assert devices.batch_that_fits(tower, Placement(CPU), 16, 16) == 16


# ---- what only a card does


class Uncompiled(nn.Module):
    """Fails as torch does where there is no compiler."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        raise RuntimeError("Cannot find a working triton installation.")


def test_where_nothing_can_be_compiled_the_other_formats_are_measured(tower, pixels):
    """On a card FrameEncoder tells a driver's failure as DeviceError; a trial that fails is still no more than that."""
    formats = {
        "float32": lambda: dress(tower, CPU, "float32"),
        "float16 compiled": lambda: (Uncompiled(), Placement(torch.device("meta"), format="float16 compiled")),
    }
    assert [each.format for each in try_formats(formats, STATISTICS, pixels, 0.0)] == ["float32"]


def test_compiled_towers_see_batches_of_one_size(pixels, tower):
    """Each other size would be compiled again, for up to a minute."""
    sizes = []

    def seen(frames: torch.Tensor) -> torch.Tensor:
        sizes.append(len(frames))
        return tower(frames)

    compiled = FrameEncoder(seen, Placement(CPU, format="float32 compiled"), 4, STATISTICS)
    vectors = compiled.encode(pixels)
    assert sizes == [4, 4, 4]
    assert np.array_equal(vectors, FrameEncoder(tower, Placement(CPU), 4, STATISTICS).encode(pixels))


def test_memory_is_measured_on_what_was_not_compiled(monkeypatch):
    seen = []
    limit = MemoryLimit(monkeypatch, 1, 1000)
    monkeypatch.setattr(devices, "FrameEncoder", lambda tower, *_: seen.append(tower) or limit)
    tower = Small()
    compiled = nn.Module()
    compiled._orig_mod = tower
    devices.batch_that_fits(compiled, Placement(CARD), 16, 16)
    assert seen == [tower]


def test_a_measured_format_that_can_no_longer_be_compiled_runs_uncompiled(monkeypatch, tower, tmp_path):
    monkeypatch.setattr(devices, "_move", lambda tower, _: tower)
    monkeypatch.setattr(devices, "choose_device", lambda _: CARD)
    monkeypatch.setattr(devices, "machine_key", lambda _: "card")
    monkeypatch.setattr(torch, "compile", lambda tower: tower)
    monkeypatch.setattr(torch._dynamo.config, "suppress_errors", False)
    best = FormatTrial("float16 compiled", 9.0, 1.0)
    weights = tmp_path / "w.pt"
    keep_measured(
        weights, "card", FormatMeasurements("this", (FormatTrial("float32", 1.0, 1.0), best), "drawn", "today")
    )
    placement = place_tower(tower, 16, EncoderOptions(weights=str(weights), device="cuda"), "this")[1]
    assert placement.precision == "float16 compiled"
    assert torch._dynamo.config.suppress_errors
