"""The language of the window: our own texts, and those of Qt's dialogs."""

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

import resources
from ui import translate

Language = Literal["system", "en", "de"]
SOURCE = "en"
"""The language the texts stand in: it needs no translation."""


def apply(application: QCoreApplication, language: Language) -> str:
    """Show the window in this language from now on; returns its code. Call it before the first widget is made."""
    for former in application.findChildren(QTranslator):
        QCoreApplication.removeTranslator(former)
        former.setParent(None)
    chosen = best_of(QLocale.system().uiLanguages()) if language == "system" else language
    translate.use(None)
    QLocale.setDefault(_locale_of(SOURCE))
    if chosen == SOURCE:
        return SOURCE
    ours = QTranslator(application)
    if not ours.load(str(resources.path(f"translations/c2v_{chosen}.qm"))):
        return SOURCE
    qt = QTranslator(application)  # has the buttons of file dialogs; without it those stay English
    if qt.load(f"qtbase_{chosen}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        QCoreApplication.installTranslator(qt)
    QCoreApplication.installTranslator(ours)
    QLocale.setDefault(_locale_of(chosen))
    translate.use(_lookup, QLocale().decimalPoint())
    return chosen


def _locale_of(code: str) -> QLocale:
    """How fields and dates write numbers: as the system does where it speaks this language."""
    system, wanted = QLocale.system(), QLocale(code)
    return system if system.language() == wanted.language() else wanted


def best_of(wanted: Sequence[str]) -> str:
    """The first of these languages that there is; names are like "de-AT" or "en"."""
    there = {SOURCE, *(file.stem.removeprefix("c2v_") for file in resources.path("translations").glob("c2v_*.qm"))}
    return next((code for name in wanted if (code := name.split("-")[0].lower()) in there), SOURCE)


def _lookup(context: str, text: str, comment: str, number: int) -> str:
    return QCoreApplication.translate(context, text, comment, number)
