"""A gray page image as an array, and the sizes that are still read. Kept apart, since PDFs and photos both need it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Gray = npt.NDArray[np.uint8]
"""Rows from the top, columns from the left; 0 black, 255 white."""

PIXEL_LIMIT = 80_000_000
"""Pixels of a picture that is still opened."""
WORKING_PIXELS = 20_000_000
"""Pixels that are worked on: an A4 page at 300 dpi has 8.7 million; larger pictures are reduced."""
DOTS_PER_INCH = 300
"""What Tesseract's models were trained for."""
POINTS_PER_INCH = 72


@dataclass(frozen=True, slots=True)
class Picture:
    """One page as a gray picture of `dots_per_inch`, as it is shown (EXIF and page rotation applied)."""

    pixels: Gray
    dots_per_inch: float
    is_measured: bool = True
    """Whether the resolution is known, not guessed from the usual size of paper."""

    @property
    def width_pt(self) -> float:
        """Width in points."""
        return int(self.pixels.shape[1]) / self.dots_per_inch * POINTS_PER_INCH

    @property
    def height_pt(self) -> float:
        """Height in points."""
        return int(self.pixels.shape[0]) / self.dots_per_inch * POINTS_PER_INCH
