"""What every part of one client's intake needs: the capture service for a moment, and a voice."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from bookdesk.capture.service import CaptureService
from bookdesk.jobs.events import Event, Listener
from bookdesk.jobs.runner import attempt
from bookdesk.office.opened import Office
from bookdesk.reading.reader import DEFAULT_LANGUAGES, DocumentReader


@dataclass(frozen=True)
class Counter:
    """Where a client's documents are handed in. The client's file is borrowed for each piece of work anew."""

    office: Office
    client_id: str
    reader: DocumentReader
    listener: Listener
    languages: Sequence[str] = DEFAULT_LANGUAGES
    voice: threading.RLock = field(default_factory=threading.RLock)
    """Held by whoever tells something, so that messages come one after the other and figures never run back."""

    @contextmanager
    def service(self) -> Iterator[CaptureService]:
        """Yield the capture service of the client; whoever watches it is told later, of many documents at once."""
        with self.office.workspace(self.client_id, quiet=True) as workspace:
            yield CaptureService(workspace.desk, self.reader, self.languages)

    def tell(self, *events: Event) -> None:
        """Tell the listener; one that fails does not harm the documents."""
        with self.voice:
            for event in events:
                attempt(lambda event=event: self.listener.hear(event))  # type: ignore[misc] # mypy cannot infer it
