"""`make gpu` as far as it can be seen without a card: every part at toy size, time shares, faults, and the report."""

import json
import time

import pytest
import torch

from tests.bench import gpu, gpu_parts
from tests.bench.gpu_card import BusyMeter, Card
from tests.bench.gpu_parts import Found, Part

CPU = Card(torch.device("cpu"), is_quick=True)


pytestmark = pytest.mark.usefixtures("one_torch_thread")


def report_of(run, least_s=0.0, end_s=None):
    return gpu.measure(Part("x", run, least_s, 60), CPU, end_s or time.monotonic() + 60)


def test_without_a_card_it_says_so(monkeypatch, capsys):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert gpu.main([]) == 2
    assert capsys.readouterr().out.strip() == gpu.NO_CARD


def test_the_parts_fit_into_eight_minutes():
    assert sum(part.most_s for part in gpu.PARTS) <= 60 * gpu.MINUTES
    assert all(part.least_s <= part.most_s for part in gpu.PARTS)


@pytest.mark.parametrize("name", ["parity", "image tower", "training"])
def test_each_part_runs_at_toy_size(name, monkeypatch):
    monkeypatch.setattr(Card, "in_turns", lambda _, rivals, *__, **___: [(rival(), 1.0)[1] for rival in rivals])
    (part,) = [each for each in gpu.PARTS if each.name == name]
    report = gpu.measure(part, CPU, time.monotonic() + 600)
    assert (report.state, report.why) == ("done", "")
    assert len(report.rows) >= 3
    assert all(row.passes is not False for row in report.rows)


def test_a_wrong_number_fails(monkeypatch):
    real = gpu_parts._vectors
    calls = []

    def off(*given):
        calls.append(1)
        frames, clips, texts = real(*given)
        return (frames, clips, texts) if len(calls) == 1 else (frames, clips, texts.flip(-1))

    monkeypatch.setattr(gpu_parts, "_vectors", off)
    rows = list(gpu_parts.parity(CPU, time.monotonic() + 600))
    assert [row.what.split(",")[0] for row in rows if row.passes is False] == ["sentences"] * 3


def test_one_part_that_breaks_or_is_too_large_hides_no_other():
    def breaks(*_):
        yield Found("first", 1.0, "x")
        raise KeyError("oh")

    def fills(*_):
        raise torch.OutOfMemoryError("CUDA out of memory.")

    broken, full = report_of(breaks), report_of(fills)
    assert (broken.state, broken.why, len(broken.rows)) == ("broken", "KeyError: 'oh'", 1)
    assert full.state == "skipped"
    assert "memory" in full.why


def test_a_part_without_time_is_skipped_and_says_so(monkeypatch):
    card = Card(torch.device("cpu"))
    report = gpu.measure(Part("x", lambda *_: iter(()), 30, 60), card, time.monotonic() + 5)
    assert report.state == "skipped"
    assert "left" in report.why


def test_the_report_is_kept_under_the_cards_name(tmp_path, monkeypatch, capsys):
    def finds(*_):
        yield Found("frames", 12.0, "frames/s", "of 24", True)

    monkeypatch.setattr(gpu, "PARTS", [Part("parity", finds, 0, 1)])
    assert gpu.main(["--device", "cpu", "--quick", "--out", str(tmp_path)]) == 0
    (said,) = tmp_path.glob("no-card-the-processor-*.json")
    found = json.loads(said.read_text())
    assert (found["card"], found["quick"]) == ("no card, the processor", True)
    assert found["parts"][0]["rows"][0] == {
        "what": "frames", "value": 12.0, "unit": "frames/s", "detail": "of 24", "passes": True,
    }  # fmt: skip
    assert "frames/s" in said.with_suffix(".txt").read_text()


def test_a_processor_is_not_asked_how_busy_it_is():
    with BusyMeter(CPU) as meter:
        pass
    assert meter.percent is None
    assert (CPU.driver, CPU.peak_gb()) == ("", 0.0)


def test_decoders_are_tried_at_toy_size():
    (part,) = [each for each in gpu.PARTS if each.name == "decoding"]
    report = gpu.measure(part, CPU, time.monotonic() + 600)
    assert (report.state, report.why) == ("done", "")
    assert [row.passes for row in report.rows if row.unit] == [True] * sum(bool(row.unit) for row in report.rows)
