"""A fault in what Qt calls is an exception like any other: the window lives on."""

import subprocess
import sys

import pytest

PROGRAM = """
import sys
{install}
from PySide6.QtWidgets import QApplication, QWidget

class Broken(QWidget):
    def changeEvent(self, event):
        {fault}

class Heir(Broken):
    pass

application = QApplication([])
caught = []
sys.excepthook = lambda kind, error, trace: caught.append((kind, error, trace))
widget = Heir()
try:
    application.setStyleSheet("QWidget {{ color: red }}")
    application.processEvents()
except Exception as error:
    caught.append((type(error), error, error.__traceback__))
print(sorted({{kind.__name__ for kind, error, trace in caught if isinstance(error, kind)}}))
"""
INSTALL = "from c2v_desktop.shell import override_errors; override_errors.install()"
FAULTS = {
    "int('no')": "ValueError",
    "[][1]": "IndexError",
    "{}['a']": "KeyError",
    "None.gone": "AttributeError",
    "raise OSError('full')": "OSError",
}


def run(install, fault):
    program = PROGRAM.format(install=install, fault=fault)
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_in_an_override_does_not_end_the_process(fault):
    done = run(INSTALL, fault)
    assert (done.returncode, done.stdout.strip()) == (0, f"['{FAULTS[fault]}']"), done.stderr


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="exceptions are whole from the start here")
def test_the_guard_is_still_needed():
    assert run("", "int('no')").returncode < 0, "PySide6 has mended it: c2v_desktop/shell/override_errors.py can go"


def test_the_window_has_the_guard():
    from ui.browse.card_list import CardList

    assert not hasattr(CardList.__init__, "__wrapped__")
    if sys.version_info < (3, 12):
        assert hasattr(CardList.mouseMoveEvent, "__wrapped__")
