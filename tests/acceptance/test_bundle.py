"""What a bundle could lack without anything else noticing: pages that load parts of their own, and child processes."""

import subprocess

import pytest

from tests.acceptance.desktop import LONGEST_TEST_S, ROOT, line_command

pytestmark = pytest.mark.timeout(LONGEST_TEST_S)


def test_a_model_file_is_imported_and_the_model_windows_open(start, home, tmp_path):
    model = tmp_path / "weights.safetensors"
    model.write_bytes((ROOT / "resources" / "models" / "demo.safetensors").read_bytes())
    command = [*line_command(), "--home", str(home), "models", "import", str(model), "--id", "own", "--use"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr

    program = start(home)
    program.find("label", "^6 clips")
    program.press("ctrl+m")
    program.find("label", "^Using own")
    program.picture("1 the models page with the imported model")
    program.press("Escape")
    program.press("ctrl+shift+e")
    program.find("radio button", "^Words$")
    program.picture("2 the teaching window")


def test_it_speaks_german_explains_its_settings_and_says_where_its_folders_are(start, home):
    (home / "settings.toml").write_text('[look]\nlanguage = "de"\n')
    program = start(home)
    program.find("label", "^6 Clips")
    program.press("ctrl+comma")
    program.find("text", "^Einstellungen durchsuchen$")
    program.find("label", "^Englisch oder Deutsch; System folgt der Arbeitsumgebung")
    program.picture("1 settings with their help")
    program.press("Escape")
    program.click(program.find("menu item", "^Hilfe$"))
    program.desktop.do("key", "--delay", 100, "Up", "Return")  # the last one: Über C2V Desktop
    said = program.find("label", "Einstellungen: .* Modelle: .* Protokoll: ").name
    assert str(home) in said
    program.picture("2 about with the folders")
