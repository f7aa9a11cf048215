"""A user at the Models page."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QPushButton

from ui.models.licence_dialog import LicenceDialog


class ModelsPageUser:
    """A user at the page."""

    def __init__(self, qtbot, actions):
        self.qtbot, self.actions, self.page = qtbot, actions, actions.page

    def row(self, key):
        return self.page.rows[key]

    def card(self, key):
        return self.row(key).card

    def buttons(self, key):
        found = self.row(key).findChildren(QPushButton)
        return [each.text() for each in found if not each.isHidden() and each.objectName() != "more"]

    def press(self, key, name):
        button = self.row(key).findChild(QPushButton, name)
        assert not button.isHidden(), self.buttons(key)
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def dialog(self, kind):
        return next(each for each in self.page.findChildren(kind) if each.isVisible())

    def accept_licence(self, key):
        self.press(key, "install")
        dialog = self.dialog(LicenceDialog)
        self.qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)

    def answer(self, agree):
        box = self.dialog(QMessageBox)
        role = QMessageBox.ButtonRole.AcceptRole if agree else QMessageBox.ButtonRole.RejectRole
        next(each for each in box.buttons() if box.buttonRole(each) == role).click()
        return box.text()

    def wait(self, key, state, timeout=10_000):
        self.qtbot.waitUntil(lambda: self.card(key).state == state and not self.card(key).busy, timeout=timeout)

    def quiet(self):
        self.qtbot.waitUntil(lambda: not self.actions.models.jobs, timeout=20_000)

    def install(self, key="tiny"):
        self.accept_licence(key)
        self.wait(key, "here")
