"""Takes the guide's pictures of the pay portal: each page as a desktop and as a phone shows it, in light and in dark.

python -m bookdesk.bench.portal_pictures FOLDER NAME URL [NAME URL …]

The pages are those of a portal that runs; a caller may also hand in how one gets to each.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Final, Literal

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from bookdesk.core.errors import UsageError

Way = Callable[[Page], None]
"""How one gets to what is shown, in a fresh browser."""
_BROWSER: Final = "/usr/bin/chromium"
_ARGUMENTS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-sync",
)
_SIZES: Final = {"desktop": (1280, 800, 1), "phone": (390, 844, 2)}
"""Width and height in pixels of the style sheet, and how many of the screen each is."""
_SCHEMES: Final[tuple[Literal["light", "dark"], ...]] = ("light", "dark")
_COLOURS: Final = 256
_SECONDS: Final = 30_000


def take(ways: Mapping[str, Way], folder: Path) -> list[Path]:
    """Take every page as `NAME-SIZE-THEME.png`; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_BROWSER, args=[*_ARGUMENTS])
        try:
            taken = [_take(browser, name, way, folder) for name, way in ways.items()]
        finally:
            browser.close()
    return [file for files in taken for file in files]


def _take(browser: Browser, name: str, way: Way, folder: Path) -> list[Path]:
    files = []
    for size, (width, height, scale) in _SIZES.items():
        for scheme in _SCHEMES:
            context = browser.new_context(
                viewport={"width": width, "height": height}, device_scale_factor=scale, color_scheme=scheme
            )
            context.set_default_timeout(_SECONDS)
            page = context.new_page()
            way(page)
            file = folder / f"{name}-{size}-{scheme}.png"
            _keep(page.screenshot(full_page=True, animations="disabled"), file)
            context.close()
            files.append(file)
    return files


def _keep(picture: bytes, file: Path) -> None:
    with Image.open(BytesIO(picture)) as image:
        image.convert("RGB").quantize(_COLOURS).save(file, optimize=True)


def opened(url: str) -> Way:
    """Return the way to a page that has an address."""

    def way(page: Page) -> None:
        page.goto(url)

    return way


def main(words: Sequence[str]) -> int:
    """Take pages by their addresses; always 0."""
    parser = argparse.ArgumentParser(description="Takes pictures of a pay portal that runs.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("pages", nargs="+", help="a name and an address, in turn")
    wish = parser.parse_args(words)
    if len(wish.pages) % 2:
        raise UsageError("A page has no address.", "Give a name and an address for each page.")
    named = zip(wish.pages[::2], wish.pages[1::2], strict=True)
    for file in take({name: opened(url) for name, url in named}, wish.folder):
        print(file)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
