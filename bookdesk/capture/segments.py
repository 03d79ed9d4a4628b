"""Where one document of a file ends and the next begins. Pure.

A file is only taken apart where the pages themselves say so: they are numbered anew from one after a last page.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bookdesk.reading.words import Page

_OF = re.compile(
    r"(?i)\b(?:page|seite|blatt|p[aá]gina|pagina|bladzijde)\s*:?\s*([0-9]{1,3})\s*(?:/|of|von|de|sur|van|di)\s*([0-9]{1,3})\b"
)


def segments_of(pages: Sequence[Page]) -> tuple[tuple[Page, ...], ...]:
    """Return the pages of each document in the file."""
    segments: list[list[Page]] = []
    previous: tuple[int, int] | None = None
    for page in pages:
        numbered = numbering(page.text)
        ended = previous is not None and previous[0] == previous[1]
        if not segments or (ended and numbered is not None and numbered[0] == 1):
            segments.append([])
        segments[-1].append(page)
        previous = numbered
    return tuple(tuple(segment) for segment in segments)


def numbering(text: str) -> tuple[int, int] | None:
    """Return `(2, 3)` for `Page 2 of 3`, if a page's text says so once."""
    found = {(int(match[1]), int(match[2])) for match in _OF.finditer(text)}
    plausible = {entry for entry in found if 1 <= entry[0] <= entry[1]}
    return plausible.pop() if len(plausible) == 1 else None
