"""What is done in a session with a real keyring: a practice whose passphrase needs this computer.

`python -m tests.support.markedkeyring ROOT` prints what the keyring then holds, and what the commands said.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import secretstorage

from tests.support import marked
from tests.support.marked import KEEPER
from tests.support.overseen import OverseenProgram


def main(root: Path) -> None:
    """Found a practice, switch keyring and device secret on, and work by each of them."""
    desk = OverseenProgram(root, launch=("-m", "tests.support.leastcost"))
    desk.passphrase(KEEPER, marked.PASSPHRASES[KEEPER])
    desk.by(KEEPER, "init", "--name", marked.PRACTICE, "--recovery-out", desk.own / "sheet.txt")
    desk.by(KEEPER, "keyring", "on")
    desk.by(KEEPER, "device-secret", "on", "--i-have-the-recovery-sheet")
    add = ("client", "add", marked.CHANDLER.name, "--country", "AU", "--currency", "AUD")
    desk.by(KEEPER, *add)
    desk.run("client", "list", "--user", KEEPER, "--keyring", "--json")
    connection = secretstorage.dbus_init()
    kept = [item.get_secret().decode() for item in secretstorage.get_default_collection(connection).get_all_items()]
    connection.close()
    said = "".join(one.out + one.err for one in desk.heard)
    sys.stdout.write(json.dumps({"kept": kept, "said": said}) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
