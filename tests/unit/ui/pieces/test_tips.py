"""What a stranger wrote is shown as it is, and never fetched."""

from __future__ import annotations

import pytest
from PySide6.QtGui import Qt, QTextDocument

from bookdesk.ui.pieces.tips import plain_tip


@pytest.mark.parametrize(
    "words",
    [
        "<img src='file:///etc/passwd'>",
        "Acme <b>Pty</b> Ltd & Sons",
        "<!DOCTYPE html><p>x",
    ],
)
def test_markup_is_shown_letter_by_letter(words: str) -> None:
    shown = QTextDocument()
    shown.setHtml(plain_tip(words))
    assert shown.toPlainText() == words
    assert "<img" not in plain_tip(words)


@pytest.mark.parametrize("words", ["", "Acme & Sons", "a < b", "two\nlines"])
def test_plain_words_stay_as_they_are(words: str) -> None:
    assert plain_tip(words) == words
    assert not Qt.mightBeRichText(plain_tip(words))
