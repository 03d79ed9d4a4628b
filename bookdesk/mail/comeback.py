"""Whether something may be written by itself to an address from which mail came back. Pure.

A reminder into a box that is gone reaches nobody, and who goes on writing there is soon taken for a sender of spam. So
nothing is written to it by itself until a person enters another address or says in the outbox that this one is right.
What a person sends himself leaves all the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from bookdesk.mail.addresses import address_key


def shut(addresses: Iterable[str], known: Collection[str]) -> tuple[str, ...]:
    """Return those of the addresses whose key is among the `known` ones from which mail came back."""
    return tuple(one for one in addresses if address_key(one) in known)


def why_held(addresses: Iterable[str], known: Collection[str]) -> str | None:
    """Return in a sentence why nothing is written by itself to these addresses; `None` where it may be."""
    found = shut(addresses, known)
    if not found:
        return None
    one = "this one is" if len(found) == 1 else "these are"
    return f"{came_back(found)}: mend the address, or say in the outbox that {one} right."


def came_back(addresses: Iterable[str]) -> str:
    """Return that the last mail to some addresses came back, without a full stop."""
    return f"The last mail to {' and '.join(addresses)} came back"
