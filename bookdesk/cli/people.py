"""A client opened together with the names of the people who work on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from bookdesk.cli.parsing import Arguments
from bookdesk.cli.session import open_as, open_client
from bookdesk.core.errors import BookDeskError, NotFound
from bookdesk.security.clientkeys import ClientEntry
from bookdesk.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Peopled:
    """A workspace and its users' names by id."""

    workspace: Workspace
    names: Mapping[str, str]
    clients: tuple[ClientEntry, ...] = ()
    """The clients of whoever asks."""

    def name(self, user_id: str | None) -> str | None:
        """Return what a user is called; his id where the practice no longer knows him."""
        return None if user_id is None else self.names.get(user_id, user_id)

    def user(self, name_or_id: str) -> str:
        """Return a user's id."""
        return user_in(self.names, name_or_id)

    def named(self, text: str) -> str:
        """Return a sentence with names in the place of user ids."""
        for user_id, name in self.names.items():
            text = text.replace(user_id, name)
        return text


def user_in(names: Mapping[str, str], name_or_id: str) -> str:
    """Return the id of a user among `names` by id."""
    found = [user_id for user_id, name in names.items() if name_or_id in (user_id, name)]
    if len(found) != 1:
        raise NotFound(f"{len(found) or 'No'} users are called {name_or_id}.", "See all with: user list.")
    return found[0]


@contextmanager
def open_peopled(arguments: Arguments, *, writes: bool = True) -> Iterator[Peopled]:
    """Yield the client named by `--client` and who is who; what goes wrong inside is told with names, too."""
    with (
        open_as(arguments, writes=writes) as practice,
        open_client(arguments, practice, writes=writes) as workspace,
    ):
        names = {user.id: user.name for user in practice.file.users()}
        people = Peopled(workspace, names, tuple(practice.clients()))
        with telling_names(people):
            yield people


@contextmanager
def telling_names(people: Peopled) -> Iterator[None]:
    """Put names in the place of user ids in every expected failure."""
    try:
        yield
    except BookDeskError as error:
        error.what, error.remedy = people.named(error.what), people.named(error.remedy)
        raise
