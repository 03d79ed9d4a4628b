"""Pages of several opened files as one document to look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bookdesk.core.errors import UnreadableDocument
from bookdesk.reading.preview import ShownDocument
from bookdesk.reading.showwire import OpenedPages, PagePicture


class BoundPages:
    """A `ShownDocument` of pages that lie in other documents, each named with its page there (from 1)."""

    def __init__(self, leaves: Sequence[tuple[ShownDocument, int]]) -> None:
        """Show these pages in this order; the files are closed with it."""
        self._leaves = tuple(leaves)

    def opened(self) -> OpenedPages:
        """Return the sizes of the pages; `UnreadableDocument` where a file has fewer than are wanted of it."""
        files = {id(file): file.opened() for file, _ in self._leaves}
        sizes = []
        for file, page in self._leaves:
            there = files[id(file)].pages
            if page > len(there):
                raise UnreadableDocument(
                    f"The file has {len(there)} pages, and this is page {page} of it.",
                    "Bring the file back as it came.",
                )
            sizes.append(there[page - 1])
        return OpenedPages(files[id(self._leaves[0][0])].kind, drawn=False, pages=tuple(sizes))

    def picture(self, number: int, width: int) -> PagePicture:
        """Return page `number` (from 1), about `width` pixels wide; raises as the file it lies in."""
        if not 0 < number <= len(self._leaves):
            raise IndexError(f"there is no page {number} of {len(self._leaves)}")
        file, page = self._leaves[number - 1]
        return replace(file.picture(page, width), number=number)

    def close(self) -> None:
        """Close every file."""
        for file in {id(file): file for file, _ in self._leaves}.values():
            file.close()
