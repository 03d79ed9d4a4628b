"""One window a practice: a second start finds the first and lets it come to the front. Nothing is said but the ring."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCryptographicHash, QDir, QObject, Signal

_PATIENCE = 500
"""Milliseconds a running window has to answer."""


def bell_name(home: Path) -> str:
    """Return under which name the window of a home is found: it tells nothing about the home."""
    path = str(home.absolute()).encode()
    digest = QCryptographicHash.hash(path, QCryptographicHash.Algorithm.Sha256)
    return f"bookdesk-{bytes(digest.data()).hex()[:20]}"


def ring(home: Path) -> bool:
    """Ask the window that has this home open to come to the front; whether there is one."""
    name = bell_name(home)
    if not _may_hang(name):
        return False
    from PySide6.QtNetwork import QLocalSocket  # noqa: PLC0415 - few starts need it, and all would wait for it

    socket = QLocalSocket()
    socket.connectToServer(name)
    found = socket.waitForConnected(_PATIENCE)
    socket.abort()
    return found


class Bell(QObject):
    """Hangs at the door of a practice that is open; whoever rings wants its window in front."""

    rung = Signal()

    def __init__(self, home: Path) -> None:
        """Hang the bell of a home, in place of one that a crash left behind: the practice's lock says who is here."""
        super().__init__()
        from PySide6.QtNetwork import QLocalServer  # noqa: PLC0415 - as above

        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._answer)
        QLocalServer.removeServer(bell_name(home))
        self.hangs = self._server.listen(bell_name(home))
        """Whether it could be hung; without it a second start only says that the practice is in use."""

    def take_down(self) -> None:
        """Take it down: who comes now opens the practice himself."""
        self._server.close()

    def _answer(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.disconnected.connect(socket.deleteLater)
            socket.disconnectFromServer()
            self.rung.emit()


def _may_hang(name: str) -> bool:
    """Where a bell is a file, its absence is seen at once; Windows keeps bells elsewhere."""
    return QDir.separator() == "\\" or Path(QDir.tempPath(), name).exists()
