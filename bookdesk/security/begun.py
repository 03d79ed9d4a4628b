"""A client's folder that is being made carries a mark until the practice knows the client.

    <client's folder>/begun    empty; what a crash, or a disk that refuses everything, leaves with it is swept away

A folder without the mark is never swept, even if the practice's file knows no such client: that file may have been put
back to an earlier day.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bookdesk.core.identifiers import ClientId
from bookdesk.store.errors import translating
from bookdesk.store.places import Places

if TYPE_CHECKING:
    from bookdesk.security.practice import OpenPractice

_MARK: Final = "begun"


def begin_folder(places: Places, client_id: ClientId) -> Path:
    """Make the folder of a client who is about to be added; returns its mark, to be removed when he is."""
    with translating():
        folder = places.client(client_id)
        folder.mkdir(parents=True)
        mark = folder / _MARK
        mark.touch()
        return mark


def sweep_begun(practice: OpenPractice) -> None:
    """Remove folders of clients who never came to be, as far as the disk lets them go."""
    for mark in sorted(practice.places.clients.glob(f"*/{_MARK}")):
        with suppress(OSError):
            if practice.file.client(mark.parent.name) is None:
                shutil.rmtree(mark.parent)
            else:
                mark.unlink()
