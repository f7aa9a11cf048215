"""`c2v models` as its user meets it: tables, JSON, exit codes, files; sources are on loopback."""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

import resources
from c2v_desktop.cli import main as cli
from c2v_desktop.cli import models_use
from c2v_desktop.compose import make_encoder
from c2v_desktop.format import model_tables
from c2v_desktop.logs import stop_logs
from c2v_desktop.models import benchmark, model_choice
from core.encode.checkpoint_report import Mismatch
from core.encode.initialisation import initialise_on_towers
from core.encode.weights import CheckpointMeta, write_checkpoint
from core.model_store.downloader import Downloader
from core.settings import load_settings
from tests.unit.encode.frozen.tiny import write_tiny as write_tiny_frozen
from tests.unit.encode.tiny import teach_architecture, tiny_model, tiny_state
from tests.unit.encode.towers import KINDS, PREPROCESSING, make_towers
from tests.unit.model_store.source import ModelSource, SourceAnswer, refuse

TINY = "tiny-models-model"
WORDS = 49408
"""As many as CLIP's tokenizer has: with fewer a model cannot be used, and is not imported."""
DOWNLOADABLE = f"""
[[model]]
id = "tiny"
name = "Tiny tower"
suits = "tests"
summary = "Small."
licence = "MIT"
licence_note = "As we say."
licence_url = "https://example.invalid/card"
languages = ["English"]
finds = ["stills"]
provenance = "Drawn from a seed."
parameters = 100
backend = "clip_mean"
architecture = "{TINY}"
image_px = 32
resize_mode = "shortest"
interpolation = "bicubic"
hub = "some/tiny"
revision = "main"
[[model.files]]
name = "w.safetensors"
"""
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module", autouse=True)
def _tiny_architecture(tmp_path_factory):
    teach_architecture(tmp_path_factory.mktemp("config"), TINY, WORDS)


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    """Weights of the tiny tower, as open_clip names them."""
    state = {
        n.removeprefix("clip."): w.contiguous() for n, w in tiny_state(vocab=WORDS).items() if n.startswith("clip.")
    }
    save_file(state, tmp_path / "w.safetensors")
    return tmp_path / "w.safetensors"


@pytest.fixture
def source(weights: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelSource]:
    made = ModelSource(weights.read_bytes())
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HF_ENDPOINT", made.address)
    yield made
    made.end()


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    (tmp_path / "downloadable.toml").write_text(DOWNLOADABLE)
    found = resources.path
    monkeypatch.setattr(
        resources,
        "path",
        lambda name: tmp_path / "downloadable.toml" if name == model_choice.DOWNLOADABLE else found(name),
    )

    def call(*arguments: str | Path) -> tuple[int, str, str]:
        try:
            code = cli.main(["--home", str(tmp_path / "home"), "models", *map(str, arguments)])
        except SystemExit as end:
            code = int(end.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    yield call
    stop_logs()


def states(run: Run) -> dict[str, str]:
    return {row["id"]: row["state"] for row in json.loads(run("list", "--json")[1])["models"]}


def encoder(tmp_path: Path):
    return load_settings(tmp_path / "home" / "settings.toml")[0].encoder


def test_the_list_shows_what_there_is_and_what_is_in_use(run):
    code, out, _ = run("list")
    assert code == 0
    lines = {line.split()[0]: line for line in out.splitlines()}
    assert "in use" in lines["demo"]
    assert "Tiny tower" in lines["tiny"]
    assert "MIT" in lines["tiny"]
    assert "in use" not in lines["tiny"]


@pytest.mark.parametrize("command", [["models", "list"], ["--help"], ["status"], ["evaluate", "--help"]])
def test_looking_at_the_shelf_loads_no_torch(run, tmp_path, command):
    import subprocess

    code = (
        "import contextlib, sys; from c2v_desktop.cli import main as cli\n"
        f"with contextlib.suppress(SystemExit): cli.main(['--home', {str(tmp_path / 'h')!r}, *{command}])\n"
        "print({'torch', 'open_clip', 'PySide6', 'cv2', 'av'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "set()"


def test_the_real_shelf_can_be_read_and_told(tmp_path, capsys):
    assert cli.main(["--home", str(tmp_path), "models", "list"]) == 0
    assert cli.main(["--home", str(tmp_path), "models", "info", "pe-core-b16"]) == 0
    out = capsys.readouterr().out
    stop_logs()
    assert "clip-b32" in out
    assert model_tables.NOT_PINNED in out
    assert "Apache-2.0" in out


def test_install_tells_the_licence_fetches_and_puts_to_work(run, source, tmp_path):
    code, out, err = run("install", "tiny", "--use")
    assert code == 0
    assert "Licence: MIT. As we say. https://example.invalid/card" in err
    assert out.startswith("Tiny tower is installed:")
    assert source.asked[0][0] == "/some/tiny/resolve/main/w.safetensors"
    chosen = encoder(tmp_path)
    assert (chosen.backend, chosen.model) == ("clip_mean", TINY)
    assert Path(chosen.weights).read_bytes() == source.content
    assert states(run) == {"demo": "here", "tiny": "in use"}


def test_nothing_is_fetched_without_install(run, source):
    for arguments in (["list"], ["info", "tiny"], ["use", "tiny"], ["remove", "tiny"], ["bench", "tiny"]):
        run(*arguments)
    assert source.asked == []


def test_a_mirror_can_be_named(run, source, monkeypatch):
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:1")
    assert run("install", "tiny", "--mirror", source.address)[0] == 0


def test_a_password_of_the_mirror_is_shown_nowhere(run, source, tmp_path):
    mirror = source.address.replace("http://", "http://me:secret@")
    code, out, err = run("install", "tiny", "--mirror", mirror)
    assert code == 0
    assert "secret" not in out + err
    assert "secret" not in (tmp_path / "home/models/tiny/record.json").read_text()
    assert source.asked[0][1]["Authorization"].startswith("Basic ")


def test_a_source_that_asks_for_a_pause_gets_it_and_it_is_told_until_when(run, source, monkeypatch):
    slept = []
    real = Downloader
    monkeypatch.setattr("c2v_desktop.cli.models_install.Downloader", lambda proxy: real(sleep=slept.append))
    source.plan = [refuse(429, RateLimit='"resolvers";r=0;t=200')]
    code, _, err = run("install", "tiny")
    assert (code, slept) == (0, [200])
    assert "the download continues at" in err


def test_a_pause_is_told_and_the_next_install_goes_on(run, source, monkeypatch):
    source.plan = [SourceAnswer(cut=10_000)]

    def interrupted(seconds: float) -> None:
        raise KeyboardInterrupt

    real = Downloader
    monkeypatch.setattr("c2v_desktop.cli.models_install.Downloader", lambda proxy: real(sleep=interrupted))
    code, _, err = run("install", "tiny")
    assert code == 130
    assert "resumes the download" in err
    assert states(run)["tiny"] == "partly downloaded"
    monkeypatch.setattr("c2v_desktop.cli.models_install.Downloader", real)
    assert run("install", "tiny")[0] == 0
    assert source.ranges == ["", "bytes=10000-"]
    assert states(run)["tiny"] == "here"


def test_a_half_fetched_model_can_be_removed(run, source, tmp_path):
    source.plan = [SourceAnswer(damage=True)]
    code, _, err = run("install", "tiny")
    assert code == 1
    assert "checksum is wrong" in err
    assert run("remove", "tiny")[0] == 0
    assert not any((tmp_path / "home" / "models").iterdir())


def test_weights_of_another_model_are_not_kept(run, source):
    state = {"logit_scale": torch.zeros(())}
    from safetensors.torch import save

    source.content = save(state)
    code, _, err = run("install", "tiny")
    assert code == 1
    assert "does not fit Tiny tower" in err
    assert states(run)["tiny"] == ""


def test_a_library_that_lacks_is_told_before_the_download(run, source, tmp_path):
    (tmp_path / "downloadable.toml").write_text(
        DOWNLOADABLE.replace("[[model.files]]", 'needs = "no_such_library"\n[[model.files]]')
    )
    code, _, err = run("install", "tiny")
    assert code == 1
    assert "pip install no_such_library" in err
    assert source.asked == []


def test_a_model_nobody_knows_is_told_with_those_that_are_known(run):
    for verb in ("info", "install", "use", "bench"):
        code, out, err = run(verb, "huge")
        assert (code, out) == (1, "")
        assert "huge" in err
    assert "demo, tiny" in run("install", "huge")[2]
    assert "c2v models install tiny" in run("use", "tiny")[2]


def test_the_model_in_use_is_not_removed(run, source, tmp_path):
    run("install", "tiny", "--use")
    code, _, err = run("remove", "tiny")
    assert code == 1
    assert "tiny is in use" in err
    assert run("use", "demo")[0] == 0
    assert (encoder(tmp_path).backend, encoder(tmp_path).weights) == ("clip2video", "")
    code, out, _ = run("remove", "tiny")
    assert (code, states(run)["tiny"]) == (0, "")
    assert out.startswith("Removed tiny")
    assert run("remove", "demo")[0] == 1
    assert run("remove", "../home")[0] == 1


def test_other_settings_survive_a_change_of_model(run, source, tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "settings.toml").write_text("# mine\n[encoder]\nthreads = 3\n[look]\ntheme = 'light'\n")
    run("install", "tiny", "--use")
    text = (tmp_path / "home" / "settings.toml").read_text()
    assert "# mine" in text
    assert (encoder(tmp_path).threads, load_settings(tmp_path / "home/settings.toml")[0].look.theme) == (3, "light")


def test_damage_on_disk_is_found_when_asked_for(run, source, tmp_path):
    run("install", "tiny")
    assert "all files are unchanged" in run("info", "tiny", "--check")[1]
    path = tmp_path / "home/models/tiny/w.safetensors"
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    code, _, err = run("info", "tiny", "--check")
    assert code == 1
    assert "is damaged" in err
    path.write_bytes(b"short")
    assert run("use", "tiny")[0] == 1


def test_a_model_from_a_stick(run, source, tmp_path):
    run("install", "tiny")
    (tmp_path / "home/models/tiny").rename(tmp_path / "stick")
    code, out, _ = run("import", tmp_path / "stick", "--use", "--json")
    told = json.loads(out)
    assert (code, told["id"], told["used"]) == (0, "tiny", "tiny")
    assert len(source.asked) == 1


def test_a_bare_file_of_a_model_of_the_shelf(run, weights):
    assert run("import", weights, "--as", "tiny")[0] == 0
    assert states(run)["tiny"] == "here"
    assert run("import", weights, "--as", "huge")[0] == 1
    assert "nothing at" in run("import", weights.parent / "nowhere")[2]


@pytest.mark.parametrize("trained", [True, False])
def test_heads_on_other_towers_are_imported_for_what_they_can_do_by_now(run, tmp_path, trained):
    kind = KINDS[0]
    model = initialise_on_towers(kind.name, PREPROCESSING, make_towers(kind, tmp_path).state_dict(), centres=3)
    file = tmp_path / "mine.safetensors"
    meta = CheckpointMeta("Mine", architecture=kind.name, preprocessing=PREPROCESSING, trained=trained)
    write_checkpoint(file, model, meta)
    code, out, _ = run("import", file, "--id", "mine", "--json")
    assert code == 0
    here = json.loads(out)["here"]
    assert (here["backend"], here["architecture"]) == ("clip2video", kind.name)
    assert here["finds"] == (["stills", "motion", "centres"] if trained else ["stills"])
    assert ("not trained yet" in here["note"]) is not trained


@pytest.mark.parametrize("centres", [5, 7])
def test_clip2videos_own_checkpoint_is_imported_and_used(run, tmp_path, centres):
    folder = tmp_path / "MSRVTT-9k"
    folder.mkdir()
    state = {n: w.half() if "attn" in n else w for n, w in tiny_state(centres=centres, vocab=WORDS).items()}
    torch.save(state, folder / "pytorch_model.bin.2")
    code, _, _ = run("import", folder / "pytorch_model.bin.2", "--use")
    assert (code, states(run)["msrvtt-9k"]) == (0, "in use")
    assert encoder(tmp_path).backend == "clip2video"
    assert Path(encoder(tmp_path).weights).read_bytes() == (folder / "pytorch_model.bin.2").read_bytes()
    assert f"{centres} centres" in run("info", "msrvtt-9k")[1]


def test_what_does_not_fit_is_a_table_and_an_exit_code(run, tmp_path):
    state = tiny_state(vocab=WORDS)
    del state["trans_layernorm.bias"]
    state["surplus"] = torch.zeros(3, 2)
    torch.save(state, tmp_path / "odd.pt")
    code, out, _ = run("import", tmp_path / "odd.pt")
    assert code == 1
    assert "2 of its entries do" in out
    rows = {line.split()[0]: line.split() for line in out.splitlines() if line}
    assert rows["surplus"] == ["surplus", "unexpected", "3x2", "-"]
    assert rows["trans_layernorm.bias"] == ["trans_layernorm.bias", "missing", "-", "64"]
    told = json.loads(run("import", tmp_path / "odd.pt", "--json")[1])
    assert len(told["fit"]["misfits"]) == 2
    assert "odd" not in states(run)


def test_clip4clip_towers_come_alone_only_when_that_is_said(run, tmp_path):
    state = {n: w for n, w in tiny_state(vocab=WORDS).items() if n.startswith("clip.")}
    torch.save(state, tmp_path / "mean.pt")
    state["transformerClip.resblocks.0.ln_1.weight"] = torch.zeros(64)
    torch.save(state, tmp_path / "seq.pt")
    assert run("import", tmp_path / "mean.pt", "--model", TINY)[0] == 0
    code, _, err = run("import", tmp_path / "seq.pt", "--model", TINY)
    assert code == 1
    assert "--towers" in err
    assert run("import", tmp_path / "seq.pt", "--model", TINY, "--towers", "--id", "seq-towers")[0] == 0
    assert "left out" in run("info", "seq-towers")[1]
    assert states(run)["mean"] == "here"


def test_a_frozen_checkpoint_comes_with_its_tokenizer_or_not_at_all(run, tmp_path):
    path = write_tiny_frozen(tmp_path)
    code, out, _ = run("import", path, "--id", "fit")
    assert code == 0, out
    assert (tmp_path / "home/models/fit/vocab.txt").is_file()
    told = json.loads(run("info", "fit", "--json")[1])
    assert "frozen" in json.dumps(told)
    assert run("use", "fit")[0] == 0
    (tmp_path / "vocab.txt").unlink()
    code, _, err = run("import", path, "--id", "alone")
    assert code == 1
    assert "needs its tokenizer" in err
    assert "alone" not in states(run)


def test_an_id_that_cannot_be_is_refused(run, tmp_path):
    write_checkpoint(tmp_path / "x.safetensors", tiny_model(vocab=WORDS), CheckpointMeta("X"))
    for name in ("demo", "tiny", "../x", ".hidden", "a/b"):
        code, _, err = run("import", tmp_path / "x.safetensors", "--id", name)
        assert code == 1, name
        assert "--id NAME" in err
    assert run("import", tmp_path / "x.safetensors")[0] == 0
    assert "already installed" in run("import", tmp_path / "x.safetensors")[2]


def test_a_file_outside_the_folder_is_named_in_the_list(run, tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home/settings.toml").write_text('[encoder]\nweights = "/mine/x.pt"\n')
    assert "outside the models folder: /mine/x.pt" in run("list")[1]


@pytest.fixture
def in_this_process(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """The model without a process of its own: a second torch is not what is tested here."""
    (tmp_path / "home").mkdir()
    (tmp_path / "home/settings.toml").write_text('[encoder]\nthreads = 1\ndevice = "cpu"\nprecision = "float32"\n')
    threads = torch.get_num_threads()
    monkeypatch.setattr(benchmark, "make_encoder", lambda settings: make_encoder(settings, in_process=True))
    yield
    torch.set_num_threads(threads)


@pytest.mark.usefixtures("in_this_process")
def test_bench_measures_and_remembers(run, tmp_path):
    write_checkpoint(tmp_path / "x.safetensors", tiny_model(vocab=49408), CheckpointMeta("X"))
    run("import", tmp_path / "x.safetensors", "--use")
    told = json.loads(run("bench", "--seconds", "1", "--json")[1])
    assert told["id"] == "x"
    assert told["images_per_s"] > 0
    assert told["text_ms"] > 0
    assert "img/s" in run("list")[1]
    assert "pictures per second" in run("info", "x")[1]


def test_a_long_table_is_cut_and_says_so():
    misfits = [Mismatch(f"name.{i}", "missing", "", "3") for i in range(100)]
    assert model_tables.misfit_lines(misfits)[-1] == "and 60 more; all of them with --json"


def test_a_folder_that_cannot_be_read_is_listed_and_can_be_removed(run, weights, tmp_path):
    assert run("import", weights, "--as", "tiny")[0] == 0
    (tmp_path / "home/models/odd").mkdir()
    (tmp_path / "home/models/odd/record.json").write_text("{")
    assert states(run) == {"demo": "in use", "tiny": "here", "odd": "damaged"}
    assert run("remove", "odd")[0] == 0
    assert states(run) == {"demo": "in use", "tiny": "here"}


def test_proxy_and_mirror_of_the_settings_are_used(run, source, monkeypatch, tmp_path):
    monkeypatch.delenv("HF_ENDPOINT")
    (tmp_path / "home").mkdir()
    (tmp_path / "home/settings.toml").write_text(
        f'[network]\nproxy = "{source.address}"\nmirror = "http://mirror.invalid"\n'
    )
    assert run("install", "tiny")[0] == 0
    assert source.asked[0][0] == "http://mirror.invalid/some/tiny/resolve/main/w.safetensors"


def test_use_leaves_what_others_have_saved_meanwhile(run, weights, tmp_path, monkeypatch):
    assert run("import", weights, "--as", "tiny")[0] == 0
    path = tmp_path / "home/settings.toml"
    real = model_choice.must_be_whole

    def meanwhile(place, record):
        path.write_text('[look]\ntheme = "light"\n')  # a window saves, after this command has read the settings
        real(place, record)

    monkeypatch.setattr(models_use, "must_be_whole", meanwhile)
    assert run("use", "tiny")[0] == 0
    assert load_settings(path)[0].look.theme == "light"
    assert encoder(tmp_path).model == TINY
