"""XML as these formats need it: elements in order, indented, without characters that XML cannot hold."""

from xml.etree import ElementTree as ET

from core.export.marker_text import for_xml

Element = ET.Element


def child(parent: Element, tag: str, text: str | int | None = None, **attributes: str | int) -> Element:
    """Append an element."""
    made = ET.SubElement(parent, tag, {name: _text(value) for name, value in attributes.items()})
    if text is not None:
        made.text = _text(text)
    return made


def _text(value: str | int) -> str:
    return for_xml(value) if isinstance(value, str) else str(value)


def document(root: Element, doctype: str) -> bytes:
    """The whole file."""
    ET.indent(root, "  ")
    body = ET.tostring(root, encoding="unicode")
    head = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE {doctype}>\n'
        if doctype
        else ('<?xml version="1.0" encoding="UTF-8"?>\n')
    )
    return f"{head}{body}\n".encode()
