"""What macOS answers when it is asked of the session on its screen: that it is locked, or another one is in front.

macOS tells Qt nothing of either, so the watch asks with each look. The dictionary is that of
`CGSessionCopyCurrentDictionary` in Quartz Display Services; `CGSSessionScreenIsLocked` stands in it while the screen is
locked, and is documented nowhere, so a system that does not write it only tells less.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any, Final

ON_CONSOLE, IS_LOCKED = "kCGSSessionOnConsoleKey", "CGSSessionScreenIsLocked"
_FRAMEWORKS: Final = "/System/Library/Frameworks"
CORE: Final = f"{_FRAMEWORKS}/CoreFoundation.framework/CoreFoundation"
GRAPHICS: Final = f"{_FRAMEWORKS}/CoreGraphics.framework/CoreGraphics"
_UTF8: Final = 0x08000100  # kCFStringEncodingUTF8
_INT: Final = 9  # kCFNumberIntType


class QuartzSession:
    """Asks the system; `load` gives its two libraries."""

    def __init__(self, load: Callable[[str], Any] = ctypes.CDLL) -> None:
        """Bring the libraries in."""
        self._core, self._graphics = load(CORE), load(GRAPHICS)
        core, pointer = self._core, ctypes.c_void_p
        self._graphics.CGSessionCopyCurrentDictionary.restype = pointer
        for function, result, arguments in (
            (core.CFStringCreateWithCString, pointer, (pointer, ctypes.c_char_p, ctypes.c_uint32)),
            (core.CFDictionaryGetValue, pointer, (pointer, pointer)),
            (core.CFGetTypeID, ctypes.c_ulong, (pointer,)),
            (core.CFBooleanGetTypeID, ctypes.c_ulong, ()),
            (core.CFBooleanGetValue, ctypes.c_ubyte, (pointer,)),
            (core.CFNumberGetTypeID, ctypes.c_ulong, ()),
            (core.CFNumberGetValue, ctypes.c_ubyte, (pointer, ctypes.c_long, ctypes.POINTER(ctypes.c_int))),
            (core.CFRelease, None, (pointer,)),
        ):
            function.restype, function.argtypes = result, arguments

    def hidden(self) -> bool:
        """Whether the screen is locked, or somebody else's session is on it; no where the system does not say."""
        session = self._graphics.CGSessionCopyCurrentDictionary()
        if not session:
            return False  # a program without a screen, such as one started from afar
        try:
            return self._says(session, IS_LOCKED) is True or self._says(session, ON_CONSOLE) is False
        finally:
            self._core.CFRelease(session)

    def _says(self, session: int, name: str) -> bool | None:
        """Return a yes or no of the dictionary, which is a boolean or a number; none where it is missing."""
        core = self._core
        key = core.CFStringCreateWithCString(None, name.encode(), _UTF8)
        try:
            found = core.CFDictionaryGetValue(session, key)
            if not found:
                return None
            kind = core.CFGetTypeID(found)
            if kind == core.CFBooleanGetTypeID():
                return bool(core.CFBooleanGetValue(found))
            number = ctypes.c_int()
            if kind == core.CFNumberGetTypeID() and core.CFNumberGetValue(found, _INT, ctypes.byref(number)):
                return number.value != 0
            return None
        finally:
            core.CFRelease(key)
