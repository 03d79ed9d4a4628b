"""The mark of macOS for what is a secret: a type beside the text, by the custom that nspasteboard.org writes down.

Qt gives types of our own a name of its own there, so the system is asked by its own library.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any, Final

CONCEALED: Final = "org.nspasteboard.ConcealedType"
OBJC: Final = "/usr/lib/libobjc.dylib"


def conceal(load: Callable[[str], Any] = ctypes.CDLL) -> None:
    """Add the mark to what lies on the clipboard, which we just put there."""
    runtime, pointer = load(OBJC), ctypes.c_void_p
    named, send = runtime.objc_getClass, runtime.objc_msgSend
    name = runtime.sel_registerName
    named.restype = name.restype = send.restype = pointer
    named.argtypes = name.argtypes = (ctypes.c_char_p,)

    def text(value: str) -> int | None:
        send.argtypes = (pointer, pointer, ctypes.c_char_p)
        made: int | None = send(named(b"NSString"), name(b"stringWithUTF8String:"), value.encode())
        return made

    kind, empty = text(CONCEALED), text("")
    send.argtypes = (pointer, pointer)
    board = send(named(b"NSPasteboard"), name(b"generalPasteboard"))
    send.argtypes = (pointer, pointer, pointer)
    kinds = send(named(b"NSArray"), name(b"arrayWithObject:"), kind)
    send.argtypes = (pointer, pointer, pointer, pointer)
    send(board, name(b"addTypes:owner:"), kinds, None)
    send(board, name(b"setString:forType:"), empty, kind)
