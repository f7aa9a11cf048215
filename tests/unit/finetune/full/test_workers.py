"""Two processes on this machine, by torch's own launcher, come to what one process comes to with the whole batch."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch
import torch.distributed as dist
from safetensors.torch import load_file

from core.errors import C2VError
from core.finetune.full.workers import Workers, joined
from core.finetune.launcher import launched
from core.finetune.run_folder import RunFolder
from tests.unit.finetune.full import worker_program
from tests.unit.finetune.full.full_material import draw_clips, make_run, write_bases
from tests.unit.finetune.full.tiny_pairs import gap

ROOT = Path(__file__).resolve().parents[4]
CASES = [
    ("whole", "clip2video"), ("chunks", "clip2video"), ("chunks", "frozen"), ("run", "clip2video"), ("run", "frozen"),
    ("half of the heads", "clip2video"), ("frozen layers", "clip2video"),
]  # fmt: skip


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """A folder with a run for two processes, and one that is made alone."""
    folder = tmp_path_factory.mktemp("workers")
    base, clips = (
        write_bases(tmp_path_factory.mktemp("models"))["clip2video"],
        draw_clips(tmp_path_factory.mktemp("clips")),
    )
    make_run(folder / "run", base, clips)
    return folder, make_run(folder / "alone", base, clips)


@pytest.fixture(scope="module")
def found(runs):
    """What each of two processes wrote."""
    if not (dist.is_available() and dist.is_gloo_available()):
        pytest.skip("this build of torch has no gloo: processes cannot be joined on a processor")
    folder = runs[0]
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2", "-m"]
    ran = subprocess.run(
        [*command, "tests.unit.finetune.full.worker_program", str(folder)],
        env={**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=280,
    )
    if "gloo" in ran.stderr and ("interface" in ran.stderr or "connect" in ran.stderr) and ran.returncode:
        pytest.skip(f"gloo finds no network interface here: {ran.stderr.strip().splitlines()[-1][:200]}")
    assert ran.returncode == 0, ran.stderr[-3000:]
    return [torch.load(folder / f"{rank}.pt", weights_only=True) for rank in range(2)]


@pytest.fixture(scope="module")
def alone():
    return worker_program.everything(Workers())


@pytest.mark.parametrize(("what", "name"), CASES)
def test_two_processes_come_to_the_loss_and_gradient_of_one(what, name, found, alone):
    first, second, one = (dict(each[what][name]) for each in (*found, alone))
    assert len(first) > 15
    assert gap(first, second) == 0  # nobody drifts away
    one = {name: value for name, value in one.items() if name in first}  # weights that no pair uses stay as they are
    # In a run Adam divides small differences by small gradients.
    assert gap(first, one) < (1e-5 if what in ("whole", "chunks") else 1e-4)
    if "losses" in one:
        assert float((first["losses"] - one["losses"]).abs().max()) < 1e-5


def test_two_processes_make_a_run_to_the_verdict_of_one(found, runs):
    folder, alone = runs
    single = worker_program.whole_run(alone, Workers())
    together = RunFolder(folder / "run").events()[-1]
    assert (together.verdict, together.queries, together.figures) == (single.verdict, single.queries, single.figures)
    ours, theirs = (load_file(root / "result.safetensors") for root in (folder / "run", folder / "alone"))
    assert gap(ours, theirs) < 1e-3
    assert {each.name for each in (folder / "run").iterdir()} == {each.name for each in alone.root.iterdir()}


def test_one_process_needs_no_launcher():
    assert launched({"RANK": "0"}) is None
    with joined(torch.device("cpu"), {}) as (workers, device):
        assert (workers, device.type) == (Workers(0, 1), "cpu")
        rows = torch.ones(3, 2, requires_grad=True)
        assert not workers.gather(rows).requires_grad


def test_more_processes_than_cards_are_refused_in_a_sentence(monkeypatch):
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 1)
    started = {"RANK": "1", "WORLD_SIZE": "2", "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": "1", "LOCAL_RANK": "1"}
    with pytest.raises(C2VError, match="2 processes"), joined(torch.device("cuda"), started):
        pass
