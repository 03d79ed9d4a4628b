"""The program from nothing to its first painted page, for the benchmark that times it as a whole process."""

from __future__ import annotations

import os
import sys

from bookdesk.core.clock import SystemClock
from bookdesk.store.places import default_places
from bookdesk.ui import program
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


def _not_here(_sample: Sample | None) -> None:
    raise RuntimeError("nothing is locked in a benchmark")


def _no_sample(_progress: object) -> Sample:
    raise RuntimeError("no sample is made in a benchmark")
