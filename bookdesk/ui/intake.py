"""Where the window hears of documents being taken in: events of background threads, on the window's own thread."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMimeData, QObject, Signal
from PySide6.QtGui import QImage, QPixmap

from bookdesk.capture.arrivals import Came
from bookdesk.jobs.events import Done, Event, Finished, LeftOut, Paused, Problem, Progressed, Resumed, Taken
from bookdesk.jobs.intakes import Intakes
from bookdesk.models.arrival import ArrivalWay
from bookdesk.office.opened import Office


class IntakeDesk(QObject):
    """Takes files in for any client, and tells what becomes of them."""

    taken = Signal(str, object)
    """A client's id and the `Standing` of a document that has its number now."""
    outcome = Signal(str, object)
    """A client's id and the `Standing` of a document that was read."""
    left_out = Signal(object)
    """A `LeftOut` file."""
    progressed = Signal(str, object)
    """A client's id and its `Counts`."""
    paused = Signal(str, bool)
    finished = Signal(str, object, int)
    """A client's id, its `Counts`, and how many documents wait all the same."""
    problem = Signal(str, object)
    """A client's id, and a `BookDeskError` that concerns the work and no single document."""
    _heard = Signal(object)

    def __init__(self, office: Office, parent: QObject | None = None) -> None:
        """Take nothing in yet."""
        super().__init__(parent)
        self._intakes = Intakes(office, self)
        self._heard.connect(self._tell)

    def hear(self, event: Event) -> None:
        """Pass an event on to the window's thread; called from the threads that do the work."""
        self._heard.emit(event)

    def drop(self, client_id: str, paths: Sequence[Path]) -> None:
        """Take files and folders in, and read what was left unread as well; `NotAllowed` where this person may not."""
        self._intakes.of(client_id).drop(paths)
        self._intakes.resume_waiting(client_id)

    def paste(self, client_id: str, name: str, picture: bytes) -> None:
        """Take a picture in that came from the clipboard; `NotAllowed` where this person may not."""
        self._intakes.of(client_id).drop([(name, picture)], Came(ArrivalWay.PASTE))
        self._intakes.resume_waiting(client_id)

    def go_on(self, client_id: str) -> None:
        """Read what was left unread, by an earlier run of the program or because somebody stopped it."""
        self._intakes.resume_waiting(client_id)

    def read_on(self, client_id: str) -> None:
        """Read all that waits because the person asks for it; raises `NotAllowed` where this person may not."""
        self._intakes.of(client_id).read_on()

    def reads(self, client_id: str) -> bool:
        """Whether documents of a client are being taken in or read now, and nobody paused it."""
        intake = self._intakes.of(client_id)
        return intake.counts is not None and not intake.paused

    def waits(self, client_id: str) -> bool:
        """Whether somebody paused what is going on for a client now."""
        return self._intakes.of(client_id).paused

    def prefer(self, client_id: str, document_id: str) -> None:
        """Read this document next."""
        self._intakes.of(client_id).prefer(document_id)

    def pause(self, client_id: str, *, on: bool) -> None:
        """Pause reading, or go on."""
        intake = self._intakes.of(client_id)
        if on:
            intake.pause()
        else:
            intake.resume()

    def cancel(self, client_id: str) -> None:
        """Take nothing further; what has its number stays and waits."""
        self._intakes.of(client_id).cancel()

    def close(self) -> None:
        """Stop all of it."""
        self._heard.disconnect(self._tell)
        self._intakes.close()

    def _tell(self, event: Event) -> None:
        client = event.client_id
        match event:
            case Taken(standing=standing):
                self.taken.emit(client, standing)
            case Done(standing=standing):
                self.outcome.emit(client, standing)
            case LeftOut():
                self.left_out.emit(event)
            case Progressed(counts=counts):
                self.progressed.emit(client, counts)
            case Paused() | Resumed():
                self.paused.emit(client, isinstance(event, Paused))
            case Finished(counts=counts, waiting=waiting):
                self.finished.emit(client, counts, waiting)
            case Problem(error=error):
                self.problem.emit(client, error)
            case _:
                pass  # pages of one document: too fine for what is shown


def picture_in(data: QMimeData) -> QImage | None:
    """Return the picture on the clipboard, such as a part of the screen; none where it holds none."""
    picture = data.imageData() if data.hasImage() else None
    found = picture.toImage() if isinstance(picture, QPixmap) else picture
    return found if isinstance(found, QImage) and not found.isNull() else None


def as_png(picture: QImage) -> bytes:
    """Return a picture as a PNG file; it takes a moment, so not on the window's thread."""
    packed = QBuffer()
    packed.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(packed, "PNG")  # type: ignore[call-overload] # the stub knows the format as bytes only
    return bytes(packed.data().data())


def files_in(data: QMimeData) -> list[Path]:
    """Return the local files and folders of a drop or of the clipboard."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
