from PySide6.QtWidgets import QPushButton, QWidget

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
