"""The program from nothing to its first painted page, and from a locked desk back to it, as whole processes."""

from __future__ import annotations

import os
import subprocess
import sys
import time

from PySide6.QtCore import QTimer

from bookdesk.core.clock import SystemClock
from bookdesk.store.places import default_places
from bookdesk.ui import program
from bookdesk.ui.entry.view import UnlockPage
from bookdesk.ui.run import Run
from bookdesk.ui.surroundings import Sample, Surroundings


def start_and_leave() -> int:
    """Show the first page and end the process the moment it is painted: what comes after it is not waited for."""
    application = program.application(["bench"])
    run = Run(Surroundings(default_places(), SystemClock(), _not_here, _no_sample))
    if not run.begin() or run.entrance is None:
        sys.stderr.write("The first page did not come.\n")
        return 1
    run.entrance.painted.connect(lambda: os._exit(0))
    return application.exec()


def lock_and_reopen(passphrase: str) -> int:
    """Open the practice, lock its desk, and end; this process and the next print when it was locked and painted again.

    Both print seconds of the machine's own clock, which all processes share.
    """
    from bookdesk.bench.firm import POLICY, USER  # noqa: PLC0415 - the first page is measured without

    application = program.application(["bench"])
    run = Run(Surroundings(default_places(), SystemClock(), _reopen, _no_sample, policy=POLICY, crashes=False))
    run.ended.connect(application.quit)
    if not run.begin() or run.entrance is None:
        return 1
    page = run.entrance.page()
    if not isinstance(page, UnlockPage):
        return 1
    page.user.setText(USER)
    page.passphrase.line.setText(passphrase)
    page.unlock.click()
    timer = QTimer()

    def lock() -> None:
        if run.window is not None and run.door.quiet():
            timer.stop()
            _tell_time()
            run.window.lock()

    timer.timeout.connect(lock)
    timer.start(100)
    return application.exec()


def start_and_tell() -> int:
    """Show the first page, print when it was painted, and end."""
    application = program.application(["bench"])
    run = Run(Surroundings(default_places(), SystemClock(), _not_here, _no_sample, crashes=False))
    if not run.begin() or run.entrance is None:
        return 1

    def tell() -> None:
        _tell_time()
        os._exit(0)

    run.entrance.painted.connect(tell)
    return application.exec()


def _tell_time() -> None:
    sys.stdout.write(f"{time.monotonic()}\n")
    sys.stdout.flush()


def _reopen(_sample: Sample | None) -> None:
    code = f"import sys; from {__name__} import start_and_tell; sys.exit(start_and_tell())"
    subprocess.Popen([sys.executable, "-c", code])  # noqa: S603 - our own


def _not_here(_sample: Sample | None) -> None:
    raise RuntimeError("nothing is locked in a benchmark")


def _no_sample(_progress: object) -> Sample:
    raise RuntimeError("no sample is made in a benchmark")
