"""What macOS answers of its session, with a stand-in for its two libraries: on a Mac itself this was never run."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

import pytest

from bookdesk.ui.frame.quartz import CORE, GRAPHICS, IS_LOCKED, ON_CONSOLE, QuartzSession

_BOOLEAN, _NUMBER, _TEXT = 21, 22, 7


class Function:
    """A function of a library, whose types somebody sets before calling it."""

    def __init__(self, does: Callable[..., object]) -> None:
        self._does = does
        self.restype: object = None
        self.argtypes: tuple[object, ...] | None = None

    def __call__(self, *words: object) -> object:
        assert self.argtypes is None or len(words) == len(self.argtypes)
        return self._does(*words)


class Mac:
    """Objects live under a number until they are released, as those of Core Foundation do."""

    def __init__(self, session: dict[str, object] | None) -> None:
        self.alive: dict[int, object] = {}
        self._last, self._inside = 1000, dict[int, object]()
        core: dict[str, Callable[..., object]] = {
            "CFStringCreateWithCString": lambda _allocator, text, _encoding: self._keep(text.decode()),
            "CFDictionaryGetValue": self._value,
            "CFGetTypeID": lambda one: {bool: _BOOLEAN, int: _NUMBER}.get(type(self._inside[one]), _TEXT),
            "CFBooleanGetTypeID": lambda: _BOOLEAN,
            "CFBooleanGetValue": lambda one: int(bool(self._inside[one])),
            "CFNumberGetTypeID": lambda: _NUMBER,
            "CFNumberGetValue": self._number,
            "CFRelease": self.alive.pop,
        }
        graphics: dict[str, Callable[..., object]] = {
            "CGSessionCopyCurrentDictionary": lambda: self._keep(session) if session is not None else None
        }
        self._libraries = {GRAPHICS: graphics, CORE: core}

    def load(self, path: str) -> Any:  # noqa: ANN401 - a library is anything
        return type("Library", (), {name: Function(does) for name, does in self._libraries[path].items()})()

    def _keep(self, one: object) -> int:
        self._last += 1
        self.alive[self._last] = one
        return self._last

    def _value(self, session: int, key: int) -> int | None:
        found = self.alive[session].get(self.alive[key])  # type: ignore[attr-defined] # a dictionary
        if found is None:
            return None
        self._last += 1
        self._inside[self._last] = found
        return self._last

    def _number(self, one: int, _kind: int, into: Any) -> int:  # noqa: ANN401 - a reference of ctypes
        number = self._inside[one]
        assert isinstance(number, int)
        ctypes.cast(into, ctypes.POINTER(ctypes.c_int))[0] = number
        return 1


@pytest.mark.parametrize(
    ("session", "hidden"),
    [
        ({ON_CONSOLE: True}, False),
        ({ON_CONSOLE: True, IS_LOCKED: True}, True),
        ({ON_CONSOLE: 1, IS_LOCKED: 1}, True),
        ({ON_CONSOLE: 1, IS_LOCKED: 0}, False),
        ({ON_CONSOLE: False}, True),
        ({ON_CONSOLE: 0}, True),
        ({}, False),
        ({IS_LOCKED: "a text"}, False),
        (None, False),
    ],
)
def test_a_locked_screen_and_anothers_session_are_told_and_nothing_leaks(
    session: dict[str, object] | None,
    hidden: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    mac = Mac(session)
    asked = QuartzSession(mac.load)
    assert asked.hidden() is hidden
    assert mac.alive == {}, "what was made or copied was given back"
    assert asked.hidden() is hidden
