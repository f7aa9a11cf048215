"""What is imported loads: every way in which weights come, and every file that only looks like weights."""

import json
import pickle
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from c2v_desktop.cli import main as cli
from c2v_desktop.logs import stop_logs
from core.encode import checkpoint_check
from core.encode.backends import clip_mean
from core.encode.encoder_options import EncoderOptions
from core.errors import EncoderError
from core.settings import load_settings
from tests.unit.encode.tiny import teach_architecture, tiny_model, tiny_state

TINY, WORDS = "tiny-imports-model", 49408
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module", autouse=True)
def _tiny_architecture(tmp_path_factory):
    teach_architecture(tmp_path_factory.mktemp("config"), TINY, WORDS)


@pytest.fixture(autouse=True)
def _threads() -> Iterator[None]:
    threads = torch.get_num_threads()
    yield
    assert torch.get_num_threads() == threads, "a trial leaves the program's threads as they were"


@pytest.fixture(scope="module")
def plain() -> dict[str, torch.Tensor]:
    """Weights of the tiny towers under open_clip's names, as OpenAI's are named too."""
    state = tiny_state(vocab=WORDS)
    return {n.removeprefix("clip."): w.contiguous() for n, w in state.items() if n.startswith("clip.")}


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    def call(*arguments: str | Path) -> tuple[int, str, str]:
        try:
            code = cli.main(["--home", str(tmp_path / "home"), "models", *map(str, arguments)])
        except SystemExit as end:
            code = int(end.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    yield call
    stop_logs()


def inside(tmp_path: Path) -> list[str]:
    folder = tmp_path / "home" / "models"
    return sorted(each.name for each in folder.iterdir()) if folder.is_dir() else []


def openai(plain) -> dict[str, torch.Tensor]:
    """A state dict as `torch.jit.load("ViT-B-32.pt").state_dict()` gives it: three numbers stand beside the weights."""
    numbers = {
        "input_resolution": torch.tensor(32),
        "context_length": torch.tensor(40),
        "vocab_size": torch.tensor(WORDS),
    }
    return {**plain, **numbers}


FORMS = {
    "plain": lambda plain: plain,
    "openai": openai,
    "openai, plain integers": lambda plain: {**openai(plain), "input_resolution": 32},
    "half": lambda plain: {n: w.half() for n, w in plain.items()},
    "parallel": lambda plain: {f"module.{n}": w for n, w in plain.items()},
    "nested": lambda plain: {"epoch": 3, "name": "x", "state_dict": plain},
    "nested parallel openai half": lambda plain: {
        "state_dict": {f"module.{n}": w.half() if w.is_floating_point() else w for n, w in openai(plain).items()}
    },
}


def vectors(weights: str, plain) -> bool:
    """The model that came sees what the original sees."""
    made = clip_mean.build(EncoderOptions("clip_mean", weights, TINY, "cpu", "float32", batch=1, threads=1))
    picture = torch.randint(0, 256, (1, 32, 32, 3), dtype=torch.uint8, generator=torch.Generator().manual_seed(1))
    seen = torch.from_numpy(made.encode_frames(picture.numpy())[0].astype("float32"))
    return seen.shape == (64,) and bool(torch.isfinite(seen).all()) and len(made.encode_text(["a red car"])) == 1


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_a_state_dict_is_imported_and_works(run, tmp_path, plain, form):
    torch.save(FORMS[form](plain), tmp_path / "mine.pt")
    code, _, err = run("import", tmp_path / "mine.pt", "--model", TINY, "--use")
    assert code == 0, err
    weights = load_settings(tmp_path / "home" / "settings.toml")[0].encoder.weights
    assert vectors(weights, plain)


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("mine.safetensors", "plain"),
        ("mine.safetensors", "openai"),
        ("mine.safetensors", "parallel"),
        ("mine.SAFETENSORS", "half"),
        ("mine.pt", "plain"),
        ("mine.safetensors.1", "openai"),
        ("mine", "plain"),
    ],
)
def test_safetensors_are_known_by_what_is_in_them(run, tmp_path, plain, form, name):
    save_file(FORMS[form](plain), tmp_path / name)
    code, _, err = run("import", tmp_path / name, "--model", TINY, "--id", "mine", "--use")
    assert code == 0, err
    assert vectors(load_settings(tmp_path / "home" / "settings.toml")[0].encoder.weights, plain)


@pytest.mark.parametrize("form", ["openai", "nested parallel openai half"])
def test_a_file_that_is_named_in_the_settings_loads_as_well(tmp_path, plain, form):
    torch.save(FORMS[form](plain), tmp_path / "mine.pt")
    assert vectors(str(tmp_path / "mine.pt"), plain)


class Trap:
    def __reduce__(self):
        return Path.touch, (Path("sprung"),)


def pointer(path: Path, plain) -> None:
    path.write_text("version https://git-lfs.github.com/spec/v1\noid sha256:" + "0" * 64 + "\nsize 605143284\n")


def web_page(path: Path, plain) -> None:
    path.write_text("<!DOCTYPE html>\n<html><body>404</body></html>")


def half_zip(path: Path, plain) -> None:
    torch.save(plain, path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def half_safetensors(path: Path, plain) -> None:
    save_file(plain, path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def trap(path: Path, plain) -> None:
    torch.save({**plain, "trap": Trap()}, path)


def old_trap(path: Path, plain) -> None:
    path.write_bytes(pickle.dumps({"a": Trap()}, protocol=2))


def program(path: Path, plain) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("ViT-B-32/code/__torch__.py", "print('run')")


BAD = {
    "empty": (lambda path, plain: path.touch(), "is empty"),
    "pointer": (pointer, "Git LFS"),
    "page": (web_page, "web page"),
    "half zip": (half_zip, "cut off"),
    "half safetensors": (half_safetensors, "cut off after"),
    "trap": (trap, "never run"),
    "old trap": (old_trap, "never run"),
    "program": (program, "never runs code"),
}


@pytest.mark.parametrize("kind", BAD)
@pytest.mark.parametrize("name", ["bad.pt", "bad.safetensors"])
def test_what_only_looks_like_weights_is_told_for_what_it_is(run, tmp_path, plain, kind, name, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write, words = BAD[kind]
    write(tmp_path / name, plain)
    code, out, err = run("import", tmp_path / name, "--model", TINY)
    assert (code, out) == (1, "")
    assert words in err
    assert name in err
    assert "Traceback" not in err
    assert inside(tmp_path) == []
    assert not (tmp_path / "sprung").exists()


# ---- what fits and does not work


def test_a_model_whose_words_the_tokenizer_does_not_know_is_not_imported(run, tmp_path):
    """Its names and shapes fit CLIP2Video; only loading it shows that it cannot read a sentence."""
    torch.save(tiny_model(vocab=600).state_dict(), tmp_path / "few.pt")
    assert checkpoint_check.recognise(tmp_path / "few.pt").misfits == ()
    code, out, err = run("import", tmp_path / "few.pt")
    assert (code, out) == (1, "")
    assert "600 tokens" in err
    assert inside(tmp_path) == []


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_weights_that_give_no_vectors_are_not_imported(run, tmp_path, plain, number):
    torch.save({**plain, "visual.proj": torch.full_like(plain["visual.proj"], number)}, tmp_path / "nan.pt")
    code, out, _ = run("import", tmp_path / "nan.pt", "--model", TINY)
    assert (code, out) == (1, "")
    assert inside(tmp_path) == []


def test_a_trial_that_fails_takes_no_download_along(run, tmp_path, plain):
    """An import and half a download of the same model have folders of their own."""
    part = tmp_path / "home" / "models" / "few.part"
    part.mkdir(parents=True)
    (part / "w.safetensors.part").write_bytes(b"half a gigabyte")
    torch.save(tiny_model(vocab=600).state_dict(), tmp_path / "few.pt")
    assert run("import", tmp_path / "few.pt")[0] == 1
    assert (part / "w.safetensors.part").read_bytes() == b"half a gigabyte"


def test_the_look_of_a_process_of_its_own_tries_too(tmp_path):
    from core.encode.checkpoint_process import CheckpointProcess

    torch.save(tiny_model(vocab=WORDS).state_dict(), tmp_path / "good.pt")
    torch.save(tiny_model(vocab=600).state_dict(), tmp_path / "few.pt")
    CheckpointProcess().try_model(tmp_path / "good.pt", "clip2video", "")
    with pytest.raises(EncoderError, match="600 tokens"):
        CheckpointProcess().try_model(tmp_path / "few.pt", "clip2video", "")


def test_json_tells_the_same(run, tmp_path, plain):
    torch.save(openai(plain), tmp_path / "mine.pt")
    told = json.loads(run("import", tmp_path / "mine.pt", "--model", TINY, "--json")[1])
    assert told["here"]["architecture"] == TINY
    assert told["here"]["files"][0]["checked"] == "made"
