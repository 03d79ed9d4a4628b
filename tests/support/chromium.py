"""Debian's Chromium for tests of pages: quiet, and skipped with a reason where it is not there."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import pytest
from playwright.sync_api import Browser, sync_playwright

CHROMIUM: Final = "/usr/bin/chromium"
_QUIET: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""So that the browser asks for nothing by itself; without a sandbox since tests may run as root."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the browser and close it."""
    if shutil.which(CHROMIUM) is None:
        pytest.skip("Chromium is not on this machine; the test command installs it on Debian")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*_QUIET])
        try:
            yield browser
        finally:
            browser.close()
