"""XML of other programs, opened without fetching anything and without entities of its own."""

import re
from fractions import Fraction
from typing import Final
from xml.etree import ElementTree as ET

from core.export.reading.foreign import unreadable
from core.sentences import sentence

_ENTITY: Final = re.compile(rb"<!ENTITY", re.IGNORECASE)


def parse_xml(raw: bytes, name: str) -> ET.Element:
    """The root element. Raises: ExportError."""
    if _ENTITY.search(raw):  # an attack, or damage: no editing program writes them
        raise unreadable(sentence("{name} cannot be read: it defines entities of its own.", name=name))
    try:
        return ET.fromstring(raw)
    except ET.ParseError as error:
        raise unreadable(
            sentence("{name} cannot be read: it is not well-formed XML ({error}).", name=name, error=error)
        ) from error
    except (LookupError, ValueError) as error:  # an encoding that there is not
        raise unreadable(sentence("{name} cannot be read: its encoding is unknown.", name=name)) from error


def text_in(element: ET.Element, path: str) -> str:
    """The text of an element below, without surrounding space; empty where there is none."""
    found = element.find(path)
    return (found.text or "").strip() if found is not None else ""


def number_in(element: ET.Element, path: str) -> int | None:
    """A whole number below; None where there is none."""
    text = text_in(element, path)
    if text.isascii() and text.isdigit():
        return int(text)
    try:
        return round(Fraction(text)) if text else None
    except (ValueError, ZeroDivisionError):
        return None
