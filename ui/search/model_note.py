"""A line under an answer of the demo model: what it knows, and how to get a real one."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMessageBox, QWidget

SHORT = "Demo model: it knows drawn shapes, colours and motions. Real footage wants a real model."
LONG = """\
<p>The demo model comes with the program, so that everything can be tried without a download. It was trained on drawn
films only: simple shapes, their colours, their motions. <b>In real footage it finds little more than colour and
light.</b></p>
<p>Real footage wants a real model, which is a file on your disk. On the command line:</p>
<ul>
<li><b>c2v models list</b> shows those that can be fetched, with size, licence and what each is for;</li>
<li><b>c2v models install pe-core-b16 --use</b> fetches one and puts it to work: it finds what is to be seen in single
pictures. Nothing is fetched otherwise;</li>
<li><b>c2v models import FILE --use</b> takes a file you have: a CLIP2Video checkpoint as its authors publish it
(<i>pytorch_model.bin.…</i>) also finds motion and order, and shows which frames met which words.</li>
</ul>
<p>Start the program again then. Your films are looked at again, in the background; what is indexed so far is kept,
and the demo model answers meanwhile. A file can also be chosen in the settings, under Model.</p>
"""


class ModelNote(QWidget):
    """Says it; `more_asked` when the user wants to know how."""

    more_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = QLabel(f'{SHORT} <a href="more">How to get one</a>')
        self._text.setProperty("kind", "muted")
        self._text.setWordWrap(True)
        self._text.setObjectName("model_note")
        self._text.linkActivated.connect(lambda _: self.more_asked.emit())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._text)


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
