"""What customers said, in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from bookdesk.cli.portalrows import said_words
from bookdesk.models.portal import WordKind, WordState
from bookdesk.receivables.portal.listing import Said


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"text": "Two are missing.", "lines": []}, "Two are missing."),
        ({"text": "Two are missing.", "lines": [1, 3]}, "Two are missing.; lines 1, 3"),
        ({"name": "Kim", "version": 1}, "name Kim"),
        ({"locale": "de", "reminders": False}, "locale de; reminders off"),
    ],
)
def test_what_was_said_reads_as_it_was_said(said: Mapping[str, Any], words: str) -> None:
    at = datetime(2026, 11, 30, tzinfo=UTC)
    one = Said(
        id="0123456789abcdef",
        kind=WordKind.QUESTION,
        state=WordState.ASKS,
        at=at,
        document="d1",
        number="INV-1",
        customer="Koala",
        said=said,
        papers=(),
        why=None,
        answer=None,
    )
    assert said_words(one) == f"89abcdef question about INV-1, Koala: {words}"
