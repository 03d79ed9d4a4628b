"""Tool tips that show what they are given, letter by letter: Qt would guess markup in what stands on a document."""

from __future__ import annotations

from html import escape

from PySide6.QtGui import Qt


def plain_tip(words: str) -> str:
    """Return words for a tool tip so that they are shown as they are.

    A name such as `<img src=//somewhere/x>` would otherwise be fetched when the pointer rests on it.
    """
    return f"<span>{escape(words).replace(chr(10), '<br>')}</span>" if Qt.mightBeRichText(words) else words
