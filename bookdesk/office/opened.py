"""The practice while a person is at work in it: one opening, whose clients are lent out as workspaces."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from bookdesk.core.clock import Clock
from bookdesk.core.errors import NotFound, StorageError
from bookdesk.core.identifiers import ClientId
from bookdesk.models.practice import RegistryKind
from bookdesk.security.clientkeys import ClientEntry
from bookdesk.security.keyringslots import drop_slot
from bookdesk.security.passphrase import passphrase_from
from bookdesk.security.practice import OpenPractice
from bookdesk.store.ballast import make_way
from bookdesk.store.desk import Desk
from bookdesk.store.layouts import FirmLayouts
from bookdesk.workspace import Workspace, mark_as_written, neighbours_of


class Office:
    """One opened practice and the clients of this user. Safe to ask from several threads.

    The list of clients is decrypted and checked once and kept until `refresh`: three hundred certificates cost too
    much to check them with every act.
    """

    def __init__(self, practice: OpenPractice, clock: Clock) -> None:
        """Work in `practice`; whoever opened it hands it over, and `close` closes it."""
        self.practice, self.clock = practice, clock
        self._entries: dict[ClientId, ClientEntry] = {}
        self._names: dict[str, str] = {}
        self._watching: list[Callable[[Workspace], None]] = []
        self._listening: list[Callable[[], None]] = []
        self._remarked = ""
        self.refresh()

    def refresh(self) -> None:
        """Read the list of clients anew, after clients or grants changed."""
        self._entries = {entry.client_id: entry for entry in self.practice.clients()}
        self._names = {user.id: user.name for user in self.practice.file.users()}

    def clients(self) -> tuple[ClientEntry, ...]:
        """Return the clients this user holds keys of, by name; the file of unsorted documents is none."""
        return tuple(entry for entry in self._entries.values() if entry.kind is RegistryKind.CLIENT)

    def entry(self, client_id: str) -> ClientEntry:
        """Return one client; `NotFound` where this user has none of that id."""
        found = self._entries.get(ClientId(client_id))
        if found is None:
            raise NotFound("You have no such client.", "Choose one from the list of clients.")
        return found

    @contextmanager
    def workspace(self, client_id: str, *, quiet: bool = False) -> Iterator[Workspace]:
        """Yield a client to work on; its file stays open for the next time, unless many others were used since.

        Whoever watches is told at the end if anything was written meanwhile, also where the work failed half-way. Work
        of many small pieces borrows it `quiet` for each, and says `wrote` now and then.
        """
        entry = self.entry(client_id)
        with self.practice.using_client(entry.client_id) as books:
            desk = Desk(books, self.practice.actor, self.clock, FirmLayouts(self.practice.file))
            practice, before = self.practice, books.commits
            others = neighbours_of(practice, entry)
            workspace = Workspace(entry, desk, practice.signer, practice.trusted, others)
            try:
                yield workspace
            finally:
                if books.commits != before and not quiet:
                    self.wrote(workspace)

    def wrote(self, workspace: Workspace) -> None:
        """Tell whoever watches or listens that a client was written to."""
        for told in self._watching:
            told(workspace)
        self.heard()
        if not self._watching:
            mark_as_written(self.practice, workspace.entry)

    def watch(self, told: Callable[[Workspace], None]) -> None:
        """Tell `told`, in whichever thread wrote, of every client that was written to; it must not fail."""
        self._watching.append(told)

    def listen(self, heard: Callable[[], None]) -> None:
        """Call `heard`, too; unlike who watches, who listens keeps no summary, so the client is still marked."""
        self._listening.append(heard)

    def heard(self) -> None:
        """Tell who listens that something was written, also where no workspace wrote it."""
        for heard in self._listening:
            heard()

    def remark(self) -> str:
        """Return once what could not be noted beside an act that stands; nothing where all is well."""
        trouble, known = self.practice.anchoring.trouble, self._remarked
        self._remarked = trouble
        return trouble if trouble != known else ""

    def prove(self, passphrase: str) -> None:
        """Take the passphrase of who is at work as a proof that he himself is there; `Locked` for a wrong one."""
        self.practice.prove_passphrase(passphrase_from(passphrase))

    def prove_code(self, code: str) -> None:
        """Take a code of his second factor as such a proof."""
        self.practice.prove_code(code)

    def user_name(self) -> str:
        """Return the name of who is at work."""
        return self.practice.user.name

    def name_of(self, user_id: str | None) -> str:
        """Return what a user is called; his id where the practice no longer knows him, nothing for nobody."""
        return self._names.get(user_id, user_id) if user_id else ""

    def named(self, text: str) -> str:
        """Return a sentence of a service with names in the place of user ids."""
        for user_id, name in self._names.items():
            text = text.replace(user_id, name)
        return text

    def lock(self) -> None:
        """Close it so that only a passphrase opens it again: nobody gets into a locked desk by a click."""
        if self.practice.writes:
            make_way(self.practice.places.home)
            with suppress(StorageError):
                drop_slot(self.practice)
        self.close()

    def close(self) -> None:
        """Anchor what was written, close every file and give the practice's lock back.

        On a disk that is full the reserve is let go before: what is kept of the end needs a little room.
        """
        if self.practice.writes:
            make_way(self.practice.places.home)
        self.practice.close()
