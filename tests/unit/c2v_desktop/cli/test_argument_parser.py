"""Mistakes on the command line are told as sentences."""

from pathlib import Path

import pytest

from c2v_desktop.cli import main as cli


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["search", "x", "--top", "abc"], "--top: must be a whole number, 1 or more; 'abc' is not."),
        (["search", "x", "--top", "0"], "--top: must be a whole number, 1 or more."),
        (["search", "x", "--top", "-3"], "--top: must be a whole number, 1 or more."),
        (["search", "x", "--top", "1.5"], "'1.5' is not."),
        (["search", "x", "--top", ""], "'' is not."),
        (["search", "x", "--top", "9" * 5000], "must be a whole number"),
        (["search", "x", "--top", "99999999999"], "below 2147483648"),
        (["explain", "x", "--rank", "first"], "--rank: must be a whole number, 1 or more; 'first' is not."),
        (["models", "bench", "--seconds", "long"], "--seconds: must be a whole number"),
        (["evaluate", "--seed", "x"], "--seed: must be a whole number"),
        (["evaluate", "--part", "galeries"], "Did you mean galleries?"),
        (["train-demo", "--out", "f", "--seed", "x"], "--seed: must be a whole number; 'x' is not."),
        (["train-demo", "--out", "f", "--stages", "4"], "must be FRAMES:STEPS, such as 4:1200; '4' is not."),
        (["train-demo", "--out", "f", "--stages", "a:b"], "must be FRAMES:STEPS"),
        (["train-demo", "--out", "f", "--steps", "1", "2", "x"], "--steps: must be a whole number"),
        (["serach", "x"], "there is no command 'serach'. Did you mean search?"),
        (["xyzzy"], "there is no command 'xyzzy'. `c2v --help` lists them."),
        (["models", "lits"], "Did you mean list?"),
        (["search", "x", "--tpo", "3"], "not understood: --tpo 3. Did you mean --top?"),
        (["search", "x", "--tpo=3"], "Did you mean --top?"),
        (["search", "x", "--nto", "y"], "Did you mean --not?"),
        (["search", "x", "--raitng", "3"], "Did you mean --rating?"),
        (["explain", "x", "--top", "1"], "not understood: --top 1.\n"),
        (["search", "-car"], 'put "--" before it: -- -car\n'),
        (["models"], "a command is missing"),
        (["search"], "missing: SENTENCE."),
    ],
    ids=lambda value: " ".join(value)[:40] if isinstance(value, list) else "",
)
def test_a_mistake_is_a_sentence(capsys: pytest.CaptureFixture[str], arguments: list[str], words: str) -> None:
    with pytest.raises(SystemExit) as end:
        cli.main(arguments)
    said = capsys.readouterr()
    assert (end.value.code, said.out) == (2, "")
    assert words in said.err
    assert "_" not in said.err.splitlines()[-1].replace("MODEL_", "")
    assert "Error" not in said.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["index", ""],
        ["remove", "", "--yes"],
        ["forget", ""],
        ["search", "car", "--folder", ""],
        ["--library", "", "status"],
    ],
    ids=" ".join,
)
def test_an_empty_path_is_not_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as ended:
        cli.main(["--home", str(tmp_path / "home"), *arguments])
    assert ended.value.code == 2
    assert "the name is empty" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
