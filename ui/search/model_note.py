"""A line under an answer of the demo model: what it knows, and how to get a real one."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMessageBox, QPushButton, QWidget

from ui import theme

SHORT = "Demo model: it knows drawn shapes, colours and motions. Real footage wants a real model."
LONG = """\
<p>The demo model comes with the program, so that everything can be tried without a download. It was trained on drawn
films only: simple shapes, their colours, their motions. <b>In real footage it finds little more than colour and
light.</b></p>
<p>Real footage wants a real model, which is a file on your disk:</p>
<ul>
<li>a <b>CLIP2Video</b> checkpoint as its authors publish it (<i>pytorch_model.bin.…</i>): finds motion and order, and
shows which frames met which words;</li>
<li>or the weights of an <b>open_clip</b> model, such as ViT-B-32: finds what is to be seen in single pictures.</li>
</ul>
<p>Choose the file in the settings, under Model. Your films are then looked at again, in the background; what is
indexed so far is kept.</p>
"""


class ModelNote(QWidget):
    """Says it; `more_asked` when the user wants to know how."""

    more_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = QLabel(SHORT)
        self._text.setProperty("kind", "muted")
        self._text.setWordWrap(True)
        self._text.setObjectName("model_note")
        more = QPushButton("How to get one")
        more.setProperty("kind", "link")
        more.setCursor(Qt.CursorShape.PointingHandCursor)
        more.clicked.connect(self.more_asked)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE_PX)
        row.addWidget(self._text)
        row.addWidget(more)
        row.addStretch(1)


def tell_of_models(parent: QWidget) -> QMessageBox:
    """Show the whole story; `accepted` when the user wants to choose a model now."""
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle("The demo model")
    box.setTextFormat(Qt.TextFormat.RichText)
    box.setText(LONG)
    box.addButton("Open settings…", QMessageBox.ButtonRole.AcceptRole)
    box.addButton("Close", QMessageBox.ButtonRole.RejectRole)
    box.open()
    return box
