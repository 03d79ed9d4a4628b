"""Files opened with the key that is theirs now: where they do not open with it, no passphrase was wrong.

Whoever gets here has opened the key file, so the practice's key and his grants came out of it. A file whose first page
does not decrypt with such a key is an older copy, put back after keys were changed, or damaged; the two look alike.
"""

from __future__ import annotations

from typing import Final

from bookdesk.core.clock import Clock
from bookdesk.core.errors import Tampered
from bookdesk.core.identifiers import ClientId
from bookdesk.security.redaction import Secret
from bookdesk.store.books import Books
from bookdesk.store.client_file import open_books
from bookdesk.store.errors import WrongKey
from bookdesk.store.places import Places
from bookdesk.store.practice import PracticeFile, open_practice_file
from bookdesk.store.upgraded import Author

_OWN: Final = (
    "The practice's own file, {own}, does not open with the key in the key file: one of the two is an older copy that"
    " was put back after keys were changed, or of another practice, or damaged. The passphrase is not the matter."
)
_BOTH_BACK: Final = (
    "Put back the newest {own}, and the newest key file as both {first} and {second}; where they are not to be had,"
    " bring the whole practice back from a backup into a new place."
)
_CLIENTS: Final = (
    "The file of this client does not open with its present key: an older copy was put back after keys were changed, or"
    " it is damaged."
)


def open_own_file(places: Places, key: Secret, *, clock: Clock, writes: bool, author: Author) -> PracticeFile:
    """Open the practice's own file; `Tampered` where the key file's key is not its own."""
    try:
        return open_practice_file(places, key.reveal(), clock=clock, writes=writes, author=author)
    except WrongKey as refused:
        own, (first, second) = places.practice.name, (path.name for path in places.key_files)
        remedy = _BOTH_BACK.format(own=own, first=first, second=second)
        raise Tampered(_OWN.format(own=own), remedy, command="bookdesk restore --from FOLDER") from refused


def open_client_books(  # noqa: PLR0913 - as of what it opens
    places: Places, client_id: ClientId, key: Secret, *, clock: Clock, writes: bool, author: Author
) -> Books:
    """Open a client's books; `Tampered` where the key of the grant is not theirs."""
    try:
        return open_books(places, client_id, key.reveal(), clock=clock, writes=writes, author=author)
    except WrongKey as refused:
        remedy, command = "Bring this client back from a backup.", "bookdesk restore --from FOLDER --client NAME"
        raise Tampered(_CLIENTS, remedy, command=command) from refused
