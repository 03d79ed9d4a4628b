"""Pages of several opened files as one document to look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bookdesk.core.errors import UnreadableDocument
from bookdesk.reading.cutting import WHOLE, Area, cut_picture
from bookdesk.reading.preview import ShownDocument
from bookdesk.reading.showwire import WIDEST, OpenedPages, PagePicture, PageSize


class BoundPages:
    """A `ShownDocument` of pages that lie in other documents, each named with its page there (from 1).

    Where only a part of that page is meant, its place is named as well.
    """

    def __init__(self, leaves: Sequence[tuple[ShownDocument, int, Area | None]]) -> None:
        """Show these pages in this order; the files are closed with it."""
        self._leaves = tuple(leaves)

    def opened(self) -> OpenedPages:
        """Return the sizes of the pages; `UnreadableDocument` where a file has fewer than are wanted of it."""
        files = {id(file): file.opened() for file, _, _ in self._leaves}
        sizes = []
        for file, page, area in self._leaves:
            there = files[id(file)].pages
            if page > len(there):
                raise UnreadableDocument(
                    f"The file has {len(there)} pages, and this is page {page} of it.",
                    "Bring the file back as it came.",
                )
            sizes.append(_size(there[page - 1], area))
        return OpenedPages(files[id(self._leaves[0][0])].kind, drawn=False, pages=tuple(sizes))

    def picture(self, number: int, width: int) -> PagePicture:
        """Return page `number` (from 1), about `width` pixels wide; raises as the file it lies in."""
        if not 0 < number <= len(self._leaves):
            raise IndexError(f"there is no page {number} of {len(self._leaves)}")
        file, page, area = self._leaves[number - 1]
        if area is None:
            return replace(file.picture(page, width), number=number)
        whole = min(WIDEST, width * WHOLE // (area[2] - area[0]))
        return cut_picture(file.picture(page, whole), area, number)

    def close(self) -> None:
        """Close every file."""
        for file in {id(file): file for file, _, _ in self._leaves}.values():
            file.close()


def _size(page: PageSize, area: Area | None) -> PageSize:
    if area is None:
        return page
    x0, y0, x1, y1 = area
    return PageSize(page.width_pt * (x1 - x0) / WHOLE, page.height_pt * (y1 - y0) / WHOLE)
