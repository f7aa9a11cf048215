import pytest

from ui import theme


@pytest.fixture(autouse=True)
def _look(qapp):
    theme.apply(qapp, "dark")
