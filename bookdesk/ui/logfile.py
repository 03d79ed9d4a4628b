"""The log of the window, in the practice's home: what happened and where in the program, never about whom."""

from __future__ import annotations

import faulthandler
import logging
import time
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Final

from bookdesk import __version__
from bookdesk.security.redaction import protect

_LARGEST: Final = 1_000_000
_OLDER: Final = 4
_LOG = logging.getLogger("bookdesk")


def begin_log(home: Path, *, crashes: bool = True) -> Callable[[], None]:
    """Write to `<home>/log` from now on, and return what ends that.

    With `crashes` the system's own faults are told there as well, which is one file a process. Where the home cannot be
    written to, nothing is.
    """
    folder = home / "log"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        (folder / "bookdesk.log").open("a", encoding="utf-8").close()
    except OSError:
        return lambda: None
    handler = protect(
        RotatingFileHandler(folder / "bookdesk.log", maxBytes=_LARGEST, backupCount=_OLDER, encoding="utf-8")
    )
    form = logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s", "%Y-%m-%dT%H:%M:%SZ")
    form.converter = time.gmtime
    handler.setFormatter(form)
    logging.getLogger().addHandler(handler)
    _LOG.setLevel(logging.INFO)
    _LOG.info("BookDesk %(version)s", {"version": __version__})
    faults = (folder / "faults.txt").open("a", encoding="utf-8") if crashes else None
    if faults is not None:
        faulthandler.enable(faults)

    def end() -> None:
        logging.getLogger().removeHandler(handler)
        handler.close()
        if faults is not None:
            faulthandler.disable()
            faults.close()

    return end
