"""A process that takes a folder in and tells each step in a line, until somebody ends it: `HOME FOLDER`."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from bookdesk.jobs.events import Done, Event, Finished, Taken
from bookdesk.jobs.intakes import Intakes
from bookdesk.jobs.runner import Runner
from tests.support.intakes import client_of, reopened


class Teller:
    """Prints what is taken and what is done, acknowledged when the line is out."""

    def __init__(self) -> None:
        self.finished = threading.Event()

    def hear(self, event: Event) -> None:
        """Print the step."""
        if isinstance(event, Taken | Done):
            print(type(event).__name__, event.standing.file_name, flush=True)  # noqa: T201 - how the parent hears
        if isinstance(event, Finished):
            self.finished.set()


if __name__ == "__main__":
    home, folder = map(Path, sys.argv[1:])
    teller = Teller()
    with reopened(home) as office:
        intakes = Intakes(office, teller, runner=Runner(2))
        intakes.of(client_of(office)).drop([folder])
        teller.finished.wait()
        intakes.close()
