"""What stands below small pictures: whole lines."""

import numpy as np
import pytest
from PySide6.QtGui import QImage

from ui import theme
from ui.finetune.teaching_parts import Thumbnail
from ui.finetune.thumbnails import ThumbnailList

CAPTION = "a woman in a bright yellow sweatshirt puts her hands together twice before a wall of grey stones"


@pytest.mark.parametrize("lines", [1, 2, 3])
@pytest.mark.parametrize("percent", [100, 150, 200])
def test_a_long_caption_ends_in_a_whole_line(lines, percent, qtbot, qapp):
    theme.apply(qapp, "dark", percent)
    shown = ThumbnailList("captions", lines=lines, can_select=False)
    qtbot.addWidget(shown)
    shown.show_thumbnails([Thumbnail(None, 0.0, "x"), Thumbnail(None, 0.0, CAPTION)])
    shown.resize(700, shown.height())
    with qtbot.waitExposed(shown):
        shown.show()
    own = shown.visualItemRect(shown.item(1))
    image = shown.viewport().grab(own).toImage().convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)[:, : 3 * image.width()]
    spread = rows.reshape(len(rows), -1, 3).std(axis=1).max(axis=1)
    assert spread.max() > 0, "letters"
    assert spread[-1] == 0, "a letter is cut off at the end of the cell"
