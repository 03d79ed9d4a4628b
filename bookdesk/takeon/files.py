"""The sheets of the old system as files that a person names."""

from __future__ import annotations

from pathlib import Path

from bookdesk.core.errors import InputError
from bookdesk.core.limits import MEGABYTE
from bookdesk.core.ownfiles import read_own_file, shown_name

_MOST_BYTES = 50 * MEGABYTE


def sheet_text(path: Path) -> str:
    """Return what stands in a sheet; `InputError` where it cannot be read, is too large or is no text in UTF-8."""
    try:
        return read_own_file(path, _MOST_BYTES).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{shown_name(path)} is no text in UTF-8.", "Export it again as CSV in UTF-8.") from error
