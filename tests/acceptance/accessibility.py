"""What a window tells a screen reader, read over AT-SPI: roles, names, descriptions, states, places.

A test finds everything in the window by these, so what it can find, a blind user can find too.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from jeepney import DBusAddress, MessageType, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from jeepney.low_level import HeaderFields, Message

_ACCESSIBLE = "org.a11y.atspi.Accessible"
_PROPERTIES = "org.freedesktop.DBus.Properties"
_REGISTRY = DBusAddress("/org/a11y/atspi/accessible/root", "org.a11y.atspi.Registry", _ACCESSIBLE)
_BUS = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")
_SPEAKER = DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus")
_STATES = {
    1: "active", 4: "checked", 8: "enabled", 10: "expanded", 12: "focused", 16: "modal", 20: "pressed", 23: "selected",
    25: "showing",
}  # fmt: skip
_TOGETHER = 40
"""Questions on their way at the same time."""
_ANSWER_S = 60.0


@dataclass(frozen=True, slots=True)
class Box:
    """A place on the screen. Units: pixels."""

    x: int
    y: int
    width: int
    height: int

    def at(self, across: float = 0.5, down: float = 0.5) -> tuple[int, int]:
        """A point inside, by its share of the width and of the height."""
        return self.x + int(across * self.width), self.y + int(down * self.height)


@dataclass(frozen=True, slots=True)
class Element:
    """A thing in a window as it was when it was looked for."""

    bus: "AccessibilityBus"
    place: tuple[str, str]
    """Its program on the bus, and its path there."""
    role: str
    name: str
    description: str
    states: frozenset[str]

    @property
    def box(self) -> Box:
        """Where it is now."""
        (extents,) = self.bus.ask(self.place, "org.a11y.atspi.Component", "GetExtents", "u", (0,))
        return Box(*extents)

    @property
    def text(self) -> str:
        """What stands in it, of fields and texts."""
        (text,) = self.bus.ask(self.place, "org.a11y.atspi.Text", "GetText", "ii", (0, -1))
        return str(text)

    @property
    def value(self) -> float:
        """Where it stands, of sliders and progress bars."""
        ((_, value),) = self.bus.ask(self.place, _PROPERTIES, "Get", "ss", ("org.a11y.atspi.Value", "CurrentValue"))
        return float(value)

    def within(self, role: str = "", name: str = "") -> list["Element"]:
        """What is showing inside it, of a role, with a name that a pattern matches."""
        return [each for each in self.bus.look([self.place]) if each.fits(role, name)]

    def fits(self, role: str, name: str) -> bool:
        """Whether it has this role, and a name in which the pattern is found."""
        return (not role or self.role == role) and re.search(name, self.name) is not None

    def __str__(self) -> str:
        return f"{self.role} “{self.name}” {self.description} {sorted(self.states - {'enabled', 'showing'})}"


class AccessibilityBus:
    """One connection to the programs of a session that speak to screen readers."""

    def __init__(self, session_address: str) -> None:
        with open_dbus_connection(session_address) as session:
            (address,) = session.send_and_get_reply(new_method_call(_SPEAKER, "GetAddress"), timeout=_ANSWER_S).body
        self._connection: DBusConnection = open_dbus_connection(address)

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def program(self, process_id: int) -> tuple[str, str] | None:
        """The place of a process, None before it is on the bus."""
        (programs,) = self._answer(new_method_call(_REGISTRY, "GetChildren"))
        for name, path in programs:
            told = self._all([new_method_call(_BUS, "GetConnectionUnixProcessID", "s", (name,))])[0]
            if told is not None and told[0] == process_id:
                return name, path
        return None

    def ask(self, place: tuple[str, str], interface: str, member: str, signature: str = "", body: Any = ()) -> Any:
        """One question to one thing. Raises: LookupError, when it is gone."""
        return self._answer(
            new_method_call(DBusAddress(place[1], place[0], interface), member, signature or None, body)
        )

    def look(self, places: Sequence[tuple[str, str]], *, menus: bool = False) -> Iterator[Element]:
        """These and everything showing inside them, level by level; inside menu bars only with `menus`."""
        while places:
            asked = [message for place in places for message in _questions(place)]
            told = self._all(asked)
            below: list[tuple[str, str]] = []
            for number, place in enumerate(places):
                role, name, description, states, children = told[5 * number : 5 * number + 5]
                if role is None or name is None or description is None or states is None or children is None:
                    continue  # it has gone meanwhile
                element = Element(self, place, role[0], name[0][1], description[0][1], _states(states[0]))
                if "showing" in element.states or element.role == "application":
                    yield element
                    below += children[0] if menus or element.role != "menu bar" else []
            places = below

    def _answer(self, message: Message) -> Any:
        told = self._all([message])[0]
        if told is None:
            raise LookupError(f"no answer: {message.header.fields}")
        return told

    def _all(self, messages: Sequence[Message]) -> list[Any]:
        """The answers in their order, None for errors; many are on their way at the same time."""
        answers: dict[int, Any] = {}
        serials: list[int] = []
        for start in range(0, len(messages), _TOGETHER):
            waiting = set()
            for message in messages[start : start + _TOGETHER]:
                serial = next(self._connection.outgoing_serial)
                self._connection.send(message, serial=serial)
                serials.append(serial)
                waiting.add(serial)
            while waiting:
                told = self._connection.receive(timeout=_ANSWER_S)
                serial = told.header.fields.get(HeaderFields.reply_serial, -1)
                if serial in waiting:
                    waiting.discard(serial)
                    answers[serial] = told.body if told.header.message_type == MessageType.method_return else None
        return [answers[serial] for serial in serials]


def _questions(place: tuple[str, str]) -> list[Message]:
    there = DBusAddress(place[1], place[0], _ACCESSIBLE)
    kept = DBusAddress(place[1], place[0], _PROPERTIES)
    return [
        new_method_call(there, "GetRoleName"),
        new_method_call(kept, "Get", "ss", (_ACCESSIBLE, "Name")),
        new_method_call(kept, "Get", "ss", (_ACCESSIBLE, "Description")),
        new_method_call(there, "GetState"),
        new_method_call(there, "GetChildren"),
    ]


def _states(words: Sequence[int]) -> frozenset[str]:
    low, high = words
    return frozenset(name for bit, name in _STATES.items() if ((low | high << 32) >> bit) & 1)
