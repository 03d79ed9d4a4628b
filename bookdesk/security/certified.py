"""Whether every row about people and their access is the last that was certified: for `verify`, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from bookdesk.core.errors import Tampered
from bookdesk.models.practice import Grant, User
from bookdesk.security.certificates import Trusted
from bookdesk.store.practice import PracticeFile


def false_rows(file: PracticeFile, trusted: Trusted) -> Iterator[str]:
    """Yield what stands in the practice file and was not certified, or not last; certificates taken away, too."""
    for number in trusted.words.missing():
        yield f"certificate {number} of this practice was taken away"
    people = (*file.users(), file.recovery())
    for user in people:
        if not _holds(trusted, user):
            yield f"the roles or keys of {user.name} are not what was certified last"
        for grant in file.grants_of(user.id).values():
            if not _granted(trusted, grant):
                yield f"the access of {user.name} to client {grant.client_id} is not what was certified last"


def _holds(trusted: Trusted, user: User) -> bool:
    try:
        trusted.box_key(user)
    except Tampered:
        return False
    return user.active != trusted.words.is_removed(user.id)


def _granted(trusted: Trusted, grant: Grant) -> bool:
    try:
        trusted.require_granted(grant)
    except Tampered:
        return False
    return True
