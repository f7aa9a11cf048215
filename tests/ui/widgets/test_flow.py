from PySide6.QtWidgets import QPushButton, QWidget

from ui.widgets.elided import WrappedLabel
from ui.widgets.flow import FlowLayout, flow


def test_boxes_run_on_and_wrap():
    assert flow([(40, 10), (40, 12), (40, 10)], 100, 5, 3) == [(0, 0), (45, 0), (0, 15)]


def test_a_box_wider_than_the_line_stands_alone():
    assert flow([(10, 10), (200, 10), (10, 10)], 100, 5, 3) == [(0, 0), (0, 13), (0, 26)]


def test_the_layout_needs_more_height_when_narrow(qtbot):
    host = QWidget()
    qtbot.addWidget(host)
    layout = FlowLayout(host)
    for index in range(6):
        layout.addWidget(QPushButton(f"Example {index}"))
    host.resize(900, 40)
    host.show()
    assert layout.heightForWidth(150) >= 3 * layout.heightForWidth(2000)
    tops = {layout.itemAt(i).geometry().top() for i in range(layout.count())}
    assert len(tops) == 1
    assert layout.itemAt(6) is None


def test_a_label_that_wraps_gets_all_its_lines(qtbot):
    host = QWidget()
    qtbot.addWidget(host)
    layout = FlowLayout(host)
    label, below = WrappedLabel(), QPushButton("Below")
    label.setText("No close matches. The 12 nearest are below.")
    layout.addWidget(label)
    layout.addWidget(below)
    host.resize(170, 300)
    host.show()
    line_px = label.fontMetrics().height()
    assert label.height() >= 2 * line_px
    assert not label.is_cut
    assert label.toolTip() == ""
    assert below.geometry().top() >= label.geometry().bottom()
    host.resize(900, 300)
    assert label.height() < 2 * line_px, "one line where it fits"


def test_a_name_without_room_is_shortened_on_one_line(qtbot):
    label = WrappedLabel()
    qtbot.addWidget(label)
    label.setText("A001_C004_0612WX_001_of_a_very_long_name")
    label.resize(120, label.heightForWidth(120))
    label.show()
    assert label.height() < 2 * label.fontMetrics().height()
    assert "…" in label.shown
    assert label.toolTip() == label.text()
