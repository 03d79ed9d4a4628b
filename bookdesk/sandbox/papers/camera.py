"""Paper again: a page as a scanner or a phone sees it. Every disturbance follows from the seed, byte for byte.

Images are arrays of shape (height, width), float32, 0 black to 255 white, until they are saved.
"""

from __future__ import annotations

import io

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium  # type: ignore[import-untyped] # it has no annotations
from PIL import Image, ImageFilter
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

Pixels = npt.NDArray[np.float32]
_POINTS_PER_INCH = 72
_SCAN_DPI, _SCAN_QUALITY = 200, 62
_PHOTO_DPI, _PHOTO_QUALITY = 190, 74
_DESK = 96


def scan(pdf: bytes, seed: int) -> bytes:
    """Return an image-only PDF of all pages: skewed up to one degree, soft, speckled, compressed as JPEG."""
    chance = np.random.default_rng(seed)
    paper = io.BytesIO()
    canvas = Canvas(paper, invariant=1)
    for page in _pages(pdf, _SCAN_DPI):
        image = _scanned(page, chance)
        width, height = (side * _POINTS_PER_INCH / _SCAN_DPI for side in image.size)
        canvas.setPageSize((width, height))
        canvas.drawImage(ImageReader(_jpeg(image, _SCAN_QUALITY)), 0, 0, width, height)
        canvas.showPage()
    canvas.save()
    return paper.getvalue()


def photo(pdf: bytes, seed: int) -> bytes:
    """Return a JPEG of the first page as a phone takes it: on a desk, tilted, in perspective, with a shadow."""
    chance = np.random.default_rng(seed)
    page = _pages(pdf, _PHOTO_DPI)[0]
    image = _in_perspective(page, chance)
    pixels = np.asarray(image, dtype=np.float32)
    pixels = pixels * _shadow(pixels.shape, chance) + chance.normal(0, 4.0, pixels.shape).astype(np.float32)
    warm = [np.clip(pixels * tint, 0, 255).astype(np.uint8) for tint in (1.0, 0.985, 0.94)]
    coloured = Image.merge("RGB", [Image.fromarray(channel) for channel in warm])
    return _jpeg(coloured.filter(ImageFilter.GaussianBlur(0.55)), _PHOTO_QUALITY).getvalue()


def _pages(pdf: bytes, dpi: int) -> list[Image.Image]:
    document = pdfium.PdfDocument(pdf)
    try:
        return [page.render(scale=dpi / _POINTS_PER_INCH, grayscale=True).to_pil() for page in document]
    finally:
        document.close()


def _scanned(page: Image.Image, chance: np.random.Generator) -> Image.Image:
    skew = float(chance.uniform(0.35, 1.0)) * (1 if chance.random() < 0.5 else -1)  # noqa: PLR2004 - a coin
    turned = page.convert("L").rotate(skew, resample=Image.Resampling.BICUBIC, fillcolor=250)
    pixels = np.asarray(turned.filter(ImageFilter.GaussianBlur(0.6)), dtype=np.float32)
    pixels = 18 + pixels * 0.9 + chance.normal(0, 7.0, pixels.shape).astype(np.float32)
    _speckle(pixels, chance)
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def _speckle(pixels: Pixels, chance: np.random.Generator) -> None:
    """Put dust on the glass: a few hundred dark dots of one or two pixels."""
    height, width = pixels.shape
    rows = chance.integers(0, height - 1, 300)
    columns = chance.integers(0, width - 1, 300)
    for row, column, side in zip(rows, columns, chance.integers(1, 3, 300), strict=True):
        pixels[row : row + side, column : column + side] -= 120


def _in_perspective(page: Image.Image, chance: np.random.Generator) -> Image.Image:
    """Lay the page on a desk with a margin and look at it from an angle."""
    width, height = page.size
    margin = width // 12
    size = (width + 2 * margin, height + 2 * margin)
    shift = chance.uniform(-0.5, 0.5, (4, 2)) * margin
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], dtype=np.float64)
    seen = corners + margin + shift
    coefficients = _homography(seen, corners)
    return page.convert("L").transform(
        size, Image.Transform.PERSPECTIVE, coefficients, Image.Resampling.BICUBIC, fillcolor=_DESK
    )


def _homography(seen: npt.NDArray[np.float64], flat: npt.NDArray[np.float64]) -> list[float]:
    """Return the eight numbers that map points as seen to points on the flat page (direct linear transform)."""
    rows, values = [], []
    for (x, y), (u, v) in zip(seen, flat, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    solved: list[float] = np.linalg.solve(np.array(rows), np.array(values)).tolist()
    return solved


def _shadow(shape: tuple[int, ...], chance: np.random.Generator) -> Pixels:
    """Return what the light leaves: it falls off to one side, and a soft hand's shadow crosses a corner."""
    height, width = shape
    down, across = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j].astype(np.float32)
    light = 1.0 - 0.22 * (across if chance.random() < 0.5 else 1 - across) - 0.08 * down  # noqa: PLR2004 - a coin
    edge = float(chance.uniform(1.35, 1.6))
    hand = 1.0 / (1.0 + np.exp((edge - across - down) * 28))
    return np.asarray(light * (1.0 - 0.3 * hand), dtype=np.float32)


def _jpeg(image: Image.Image, quality: int) -> io.BytesIO:
    paper = io.BytesIO()
    image.save(paper, "JPEG", quality=quality)
    paper.seek(0)
    return paper
