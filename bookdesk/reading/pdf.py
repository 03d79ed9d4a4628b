"""PDF through pdfium: words of the text layer with places, page pictures, attachments. One process, one thread.

pdfium is not thread-safe and may fall over damaged files, so this runs only in a child process (`reading.worker`).
Its functions are called directly, since a page has thousands of characters and each is asked for twice.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import numpy as np
import pypdfium2 as pdfium  # type: ignore[import-untyped] # it has no annotations
from pypdfium2 import raw

from bookdesk.core.errors import PasswordNeeded, UnreadableDocument
from bookdesk.reading.glyphs import Corners, Glyph, TextLayer, is_space, pieces_of, rotation_of, strange_share
from bookdesk.reading.pictures import DOTS_PER_INCH, POINTS_PER_INCH, WORKING_PIXELS, Gray, Picture
from bookdesk.reading.sniff import PAGE_LIMIT

_ATTACHMENT_LIMIT = 20 * 1024 * 1024
_ATTACHMENTS_LOOKED_AT = 50
_OBJECTS_LOOKED_AT = 5_000
_CHARACTERS_READ = 200_000
_GRID = 1_000_000
"""Steps of the device grid on which pdfium, which answers in whole steps, is asked for places."""
_LONGEST_LOOK = 40
"""Widths of a page's height from which on it is not looked at: a strip of tape would be a picture without end."""
_LOOK_PIXELS = 144
"""Width of the picture that only tells pages apart: it takes 3 ms of a usual page, 20 ms of a scanned one."""
_PAPER = (255, 255, 255, 255)
_PROBE = 1_000.0
"""Points between the places pdfium is asked about to learn how it turns the page."""
_ASK_AGAIN = "Ask the sender for it again, or print it and add a scan."


class PdfFile:
    """An open PDF; use it as a context manager."""

    def __init__(self, data: bytes, password: str | None = None) -> None:
        """Open `data`; `UnreadableDocument` if it is damaged, empty or too long, `PasswordNeeded` if it is locked.

        One that only forbids something (an owner's password, PDF 1.7, 7.6.3.1) opens without a password.
        """
        self._flattened: set[int] = set()
        try:
            self._document = pdfium.PdfDocument(data, password=password)
            self._count = len(self._document)
        except pdfium.PdfiumError as error:
            raise _refusal(error, password) from error
        if not 0 < self._count <= PAGE_LIMIT:
            count = self._count
            self.close()
            raise _wrong_length(count)
        if self._document.get_formtype() != raw.FORMTYPE_NONE:
            self._document.init_forms()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close."""
        self.close()

    def __len__(self) -> int:
        """Return the number of pages."""
        return int(self._count)

    def close(self) -> None:
        """Free the document."""
        self._document.close()

    def attachments(self) -> Iterator[tuple[str, bytes]]:
        """Yield name and content of the embedded files that are not too large."""
        for index in range(min(self._document.count_attachments(), _ATTACHMENTS_LOOKED_AT)):
            try:
                attachment = self._document.get_attachment(index)
                name, data = attachment.get_name(), bytes(attachment.get_data())
            except pdfium.PdfiumError:
                continue  # an attachment that cannot be opened is none
            if len(data) <= _ATTACHMENT_LIMIT:
                yield name, data

    def size(self, number: int) -> tuple[float, float]:
        """Return width and height in points of page `number` (from 1) as it is shown."""
        with _sound(f"Page {number} of the PDF is damaged."):
            width, height = self._document.get_page_size(number - 1)
        if width <= 0 or height <= 0:
            raise UnreadableDocument(f"Page {number} of the PDF has no size.", _ASK_AGAIN)
        return float(width), float(height)

    def text_layer(self, number: int) -> TextLayer:
        """Return what page `number` (from 1) says of itself."""
        with self._page(number) as page:
            text = raw.FPDFText_LoadPage(page)
            if not text:
                return TextLayer((), 0, 0.0, *_drawn(page))
            try:
                glyphs = _glyphs(page, text)
            finally:
                raw.FPDFText_ClosePage(text)
            rotation = rotation_of(glyphs)
            pieces = pieces_of(glyphs, rotation, *page.get_size())
            return TextLayer(pieces, rotation, strange_share(glyphs), *_drawn(page))

    def picture(self, number: int) -> Picture:
        """Return page `number` (from 1) in gray at 300 dpi, or less where the page is larger than A2."""
        width, height = self.size(number)
        scale = DOTS_PER_INCH / POINTS_PER_INCH
        pixels = width * height * scale * scale
        if pixels > WORKING_PIXELS:
            scale *= (WORKING_PIXELS / pixels) ** 0.5
        with self._page(number) as page:
            bitmap = page.render(scale=scale, grayscale=True)
            gray = np.array(bitmap.to_numpy(), dtype=np.uint8).reshape(bitmap.height, bitmap.width)
            bitmap.close()
        return Picture(gray, scale * POINTS_PER_INCH)

    def look(self, number: int) -> Gray | None:
        """Return page `number` (from 1) as a small gray picture; none where that would take long or is not possible."""
        try:
            width, height = self.size(number)
            if height > width * _LONGEST_LOOK:
                return None
            with self._page(number) as page, closing(page.render(scale=_LOOK_PIXELS / width, grayscale=True)) as bitmap:
                return np.array(bitmap.to_numpy(), dtype=np.uint8).reshape(bitmap.height, bitmap.width)
        except UnreadableDocument:
            return None  # its words are there all the same

    def shown(self, number: int, size: tuple[int, int]) -> bytes:
        """Return page `number` (from 1) in colour, `size` pixels large: three bytes a pixel, rows from the top."""
        across, down = size
        with self._page(number) as page, closing(_blank(across, down)) as bitmap:
            raw.FPDF_RenderPageBitmap(bitmap, page, 0, 0, across, down, 0, raw.FPDF_ANNOT | raw.FPDF_REVERSE_BYTE_ORDER)
            return bytes(bitmap.buffer)

    @contextmanager
    def _page(self, number: int) -> Iterator[pdfium.PdfPage]:
        with _sound(f"Page {number} of the PDF is damaged."):
            if self._document.formenv and number not in self._flattened:
                self._flatten(number)
            with closing(self._document.get_page(number - 1)) as page:
                yield page

    def _flatten(self, number: int) -> None:
        """Make what was filled in a part of the page, its text included; it shows when the page is next loaded."""
        self._flattened.add(number)
        with closing(self._document.get_page(number - 1)) as page:
            page.flatten()


@contextmanager
def _sound(otherwise: str) -> Iterator[None]:
    """Tell what pdfium stumbles over in a person's words."""
    try:
        yield
    except pdfium.PdfiumError as error:
        raise UnreadableDocument(otherwise, _ASK_AGAIN) from error


def _blank(across: int, down: int) -> pdfium.PdfBitmap:
    """Return white paper of so many pixels, three bytes each."""
    bitmap = pdfium.PdfBitmap.new_native(across, down, raw.FPDFBitmap_BGR, rev_byteorder=True)
    bitmap.fill_rect(_PAPER, 0, 0, across, down)
    return bitmap


def _refusal(error: pdfium.PdfiumError, password: str | None) -> UnreadableDocument:
    code = getattr(error, "err_code", None)
    if code == raw.FPDF_ERR_PASSWORD:
        if password:
            return PasswordNeeded("That is not the password of this PDF.", "Type it again; small and capitals differ.")
        return PasswordNeeded("The PDF is protected with a password.", "Enter its password here.")
    if code == raw.FPDF_ERR_SECURITY:
        return UnreadableDocument("The PDF is protected in a way that cannot be opened.", _ASK_AGAIN)
    return UnreadableDocument("The PDF is damaged and cannot be opened.", _ASK_AGAIN)


def _wrong_length(count: int) -> UnreadableDocument:
    if count < 1:
        return UnreadableDocument("The PDF has no pages.", _ASK_AGAIN)
    return UnreadableDocument(
        f"The PDF has {count} pages; at most {PAGE_LIMIT} are read.",
        "Save the pages of each invoice as a file of its own.",
    )


def _glyphs(page: pdfium.PdfPage, text: object) -> list[Glyph]:
    shown = _Shown.of(page)
    box = raw.FS_RECTF()
    glyphs: list[Glyph] = []
    for index in range(min(raw.FPDFText_CountChars(text), _CHARACTERS_READ)):
        code = raw.FPDFText_GetUnicode(text, index)
        if is_space(code):
            glyphs.append(Glyph(code, None))
            continue
        raw.FPDFText_GetLooseCharBox(text, index, box)
        glyphs.append(Glyph(code, shown.corners(box.left, box.top, box.right, box.bottom)))
    return glyphs


@dataclass(frozen=True, slots=True)
class _Shown:
    """The way from the page's own space to the page as shown (crop box, quarter turns), in points from the top left."""

    x: tuple[float, float, float]
    y: tuple[float, float, float]

    @classmethod
    def of(cls, page: pdfium.PdfPage) -> Self:
        """Ask pdfium where three points go; the way there is affine."""
        width, height = page.get_size()
        origin, right, up = (_on_grid(page, *point) for point in ((0.0, 0.0), (_PROBE, 0.0), (0.0, _PROBE)))
        x, y = (
            (
                (right[axis] - origin[axis]) / _PROBE * side / _GRID,
                (up[axis] - origin[axis]) / _PROBE * side / _GRID,
                origin[axis] * side / _GRID,
            )
            for axis, side in enumerate((width, height))
        )
        return cls(x, y)

    def corners(self, left: float, top: float, right: float, bottom: float) -> Corners:
        """Return the shown box of a box in the page's own space."""
        x_a, y_a = self._point(left, top)
        x_b, y_b = self._point(right, bottom)
        return (min(x_a, x_b), min(y_a, y_b), max(x_a, x_b), max(y_a, y_b))

    def _point(self, x: float, y: float) -> tuple[float, float]:
        return (self.x[0] * x + self.x[1] * y + self.x[2], self.y[0] * x + self.y[1] * y + self.y[2])


def _on_grid(page: pdfium.PdfPage, x: float, y: float) -> tuple[int, int]:
    across, down = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page, 0, 0, _GRID, _GRID, 0, x, y, across, down)
    return across.value, down.value


def _drawn(page: pdfium.PdfPage) -> tuple[float, int]:
    """Return the largest picture's share of the page and the number of other drawings, a form's insides included."""
    width, height = page.get_size()
    largest, drawings = 0.0, 0
    for index, item in enumerate(page.get_objects(max_depth=2)):
        if index >= _OBJECTS_LOOKED_AT:
            break
        if item.type == raw.FPDF_PAGEOBJ_IMAGE:
            largest = max(largest, _share_of_page(item, width * height))
        elif item.type in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_SHADING):
            drawings += 1
    return largest, drawings


def _share_of_page(item: pdfium.PdfObject, area: float) -> float:
    try:
        left, bottom, right, top = item.get_bounds()
    except pdfium.PdfiumError:
        return 0.0
    return min(1.0, (right - left) * (top - bottom) / area) if area else 0.0
