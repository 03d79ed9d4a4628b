"""Whether the text of a mail is a bill, or a letter such as people write. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bookdesk.capture.fields import read_fields
from bookdesk.capture.labels import labels_of
from bookdesk.capture.lines import sheet_of
from bookdesk.capture.roles import Role
from bookdesk.core.vocabulary import DocumentKind
from bookdesk.reading.words import Page

_BILLS = frozenset({DocumentKind.INVOICE, DocumentKind.CREDIT_NOTE, DocumentKind.RECEIPT})
_ANNOUNCING = (Role.TOTAL, Role.DUE)
_LEAST = 0.5
"""Weight of a phrase that announces a total."""
_CENTS = re.compile(r"[0-9][.,][0-9]{2}(?![0-9])")
"""What tells an amount from a day of the month, unless a currency does."""


def asks_for_money(pages: Sequence[Page]) -> bool:
    """Return whether pages of text read as a bill or receipt: its kind is one, and a label announces its total.

    A sum that a letter mentions makes it no bill. A statement or a reminder in a mail is none either: what it is about
    came, or comes, as a document of its own.
    """
    read = read_fields(pages)
    total = read.fields["total"]
    if read.kind.kind not in _BILLS or total.value is None:
        return False
    sheet = sheet_of(pages)
    if not any(_CENTS.search(sheet.words[place].text) for place in total.words) and not read.fields["currency"].value:
        return False
    at = {line.number for line in sheet.lines if {token.word for token in line.tokens} & set(total.words)}
    labels = (label for label in labels_of(sheet) if label.line in at)
    return any(label.weight(role) >= _LEAST for label in labels for role in _ANNOUNCING)
