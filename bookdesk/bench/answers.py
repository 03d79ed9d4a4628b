"""Folders of documents with known answers: `<document>` beside `<document>.gt.json`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bookdesk.capture.identity import name_key
from bookdesk.reading.words import Reading, Source

_ANSWER = ".gt.json"
_KEY = 14
"""Letters of a supplier's name that tell him from others, however the rest of it was read."""
_NARROW, _ROLL = 0.62, 290.0
"""Width over height, and points of width, below which a single page is a till's roll."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A document and what it says."""

    path: Path
    answer: Mapping[str, object]


def sets_in(folder: Path) -> list[Path]:
    """Return the folders that hold answers: `folder` itself, or those in it."""
    candidates = [folder, *sorted(path for path in folder.iterdir() if path.is_dir())]
    return [path for path in candidates if any(path.glob(f"*{_ANSWER}"))]


def answered_in(folder: Path) -> list[Answered]:
    """Return the documents of a set that are there, by name."""
    found = ((path.with_name(path.name.removesuffix(_ANSWER)), path) for path in sorted(folder.glob(f"*{_ANSWER}")))
    return [Answered(path, json.loads(answer.read_text(encoding="utf-8"))) for path, answer in found if path.is_file()]


def source_of(reading: Reading, *, receipt: bool) -> str:
    """Return what a document is for the figures: xml, text, receipt or scan."""
    if reading.source is Source.XML:
        return "xml"
    if reading.source is Source.TEXT:
        return "text"
    page = reading.pages[0] if len(reading.pages) == 1 else None
    roll = page is not None and (page.width_pt / page.height_pt < _NARROW or page.width_pt < _ROLL)
    return "receipt" if receipt or roll else "scan"


def supplier_key(answer: Mapping[str, object], read: str | None) -> str:
    """Return who sent a document, for grouping: by its answer, else by the name that was read."""
    name = str(answer.get("supplier_name") or read or "")
    return "".join(sign for sign in name_key(name) if sign.isalnum())[:_KEY]


def part_of(key: str) -> int:
    """Return which of ten parts a supplier belongs to, by the hash of his key: the same one in every run."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:4]) % 10


def in_chance_order(documents: Sequence[Answered]) -> list[Answered]:
    """Return the documents in an order that has nothing to do with their names, the same one in every run."""
    return sorted(documents, key=lambda one: hashlib.sha256(one.path.name.encode()).hexdigest())
