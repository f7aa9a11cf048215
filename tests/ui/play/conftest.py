import pytest

from ui import theme
from ui.play.player import PlayerPanel


@pytest.fixture(autouse=True)
def _look(qapp):
    theme.apply(qapp, "dark")


@pytest.fixture
def player(qtbot):
    made = PlayerPanel()
    qtbot.addWidget(made)
    made.resize(420, 320)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.stop()
