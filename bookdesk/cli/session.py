"""Opening the practice and a client for one command. Nothing secret is ever an argument."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bookdesk.cli.aftercrash import look
from bookdesk.cli.parsing import Arguments
from bookdesk.core.clock import Clock, SystemClock
from bookdesk.core.errors import UsageError
from bookdesk.office.moving import finish
from bookdesk.receivables.online.foretelling import after_act, being_paid_now
from bookdesk.security.passphrase import passphrase_from
from bookdesk.security.practice import OpenPractice, open_by_keyring, open_by_recovery, open_practice
from bookdesk.security.recovery import read_sheet
from bookdesk.security.recoverykeys import recovery_confirmed
from bookdesk.security.redaction import Secret
from bookdesk.store.ballast import relieving
from bookdesk.store.places import Places, default_places
from bookdesk.workspace import Workspace, at_work

_LONGEST_PASSPHRASE = 4096
_UNCONFIRMED = (
    "Nobody has shown yet that the recovery sheet of this practice is kept: without it a forgotten passphrase loses all"
    " books (bookdesk recovery confirm --recovery-file FILE; bookdesk recovery renew for a new one)."
)


def add_user_arguments(parser: argparse.ArgumentParser) -> None:
    """Add who opens the practice, and from which file his passphrase is read."""
    parser.add_argument("--user", help="who opens the practice")
    parser.add_argument("--passphrase-file", type=Path, help="file with the passphrase; asked for otherwise")
    parser.add_argument("--keyring", action="store_true", help="open by this computer's keyring, where that is on")
    parser.add_argument("--one-time-code", help="a code of the phone, from who chose to be asked for one as well")


def add_workspace_arguments(parser: argparse.ArgumentParser) -> None:
    """Add who works, and on which client (by id or unique name)."""
    add_user_arguments(parser)
    parser.add_argument("--client", required=True, help="the client, by name or id")


def places() -> Places:
    """Return where the practice lies: `BOOKDESK_HOME`, or the system's place for user data."""
    return default_places()


def clock() -> Clock:
    """Return the clock of the command line."""
    return SystemClock()


def passphrase(path: Path | None, prompt: str = "Passphrase: ") -> Secret:
    """Read a passphrase from its file, or ask for it where somebody sits at a terminal."""
    if path is None:
        if not sys.stdin.isatty():
            raise UsageError("There is no passphrase.", "Name a file that holds it with --passphrase-file.")
        return passphrase_from(getpass.getpass(prompt))
    try:
        with path.open(encoding="utf-8") as file:  # a pipe is welcome here: password managers hand one over
            return passphrase_from(file.read(_LONGEST_PASSPHRASE))
    except OSError as error:
        why = error.strerror or "the system gives no reason"
        raise UsageError(f"The passphrase file {path} cannot be opened: {why}.", "Check its name.") from None
    except UnicodeDecodeError:
        raise UsageError(f"The passphrase file {path} is no text in UTF-8.", "Check its name.") from None


@contextmanager
def open_as(arguments: Arguments, *, writes: bool = True, secret: Secret | None = None) -> Iterator[OpenPractice]:
    """Yield the practice opened by `--user`; with `writes` no other BookDesk may write meanwhile.

    The passphrase is read as the arguments say, unless it is in hand already.
    """
    if not arguments.user:
        raise UsageError("It is not said who works.", "Add --user NAME.")
    with _opened(arguments, secret, writes=writes) as practice:
        if not recovery_confirmed(practice):
            sys.stderr.write(f"{_UNCONFIRMED}\n")
        if practice.doubt:
            sys.stderr.write(f"{practice.doubt}\n")
        if writes:
            look(arguments, practice, clock())
        if writes and getattr(arguments, "one_time_code", None):
            practice.prove_code(arguments.one_time_code)
        yield practice
    _tell_trouble(practice)


@contextmanager
def open_as_or_recovery(arguments: Arguments) -> Iterator[OpenPractice]:
    """Yield the practice opened by `--user`, or by the sheet where `--recovery-file` names one."""
    if arguments.recovery_file is None:
        with open_as(arguments) as practice:
            yield practice
    else:
        with open_by_recovery(places(), read_sheet(arguments.recovery_file), clock=clock()) as practice:
            yield practice
        _tell_trouble(practice)


def _tell_trouble(practice: OpenPractice) -> None:
    """Say what could not be noted at the end: what the command did is done, so it is no failure of it."""
    if practice.anchoring.trouble:
        sys.stderr.write(f"{practice.anchoring.trouble}\n")


def _opened(arguments: Arguments, secret: Secret | None, *, writes: bool) -> OpenPractice:
    if getattr(arguments, "keyring", False) and secret is None:
        with relieving(places().home):
            return open_by_keyring(places(), arguments.user, clock=clock(), writes=writes)
    secret = secret or passphrase(arguments.passphrase_file)
    with relieving(places().home):
        return open_practice(places(), arguments.user, secret, clock=clock(), writes=writes)


@contextmanager
def open_client(arguments: Arguments, practice: OpenPractice, *, writes: bool) -> Iterator[Workspace]:
    """Yield the client named by `--client`; with `writes` what follows from changes is done before and after.

    Before, because the process that made them may have died; after, unless the command failed. What settles an invoice
    that somebody may be paying online says so at the end, whichever command it was.
    """
    with at_work(practice, arguments.client, clock()) as workspace:
        if not writes:
            yield workspace
            return
        _finish_moves(practice, workspace)
        _serve(workspace)
        being_paid = being_paid_now(workspace.desk)
        yield workspace
        _serve(workspace)
        for words in after_act(workspace.desk, being_paid):
            sys.stderr.write(f"{words}\n")


@contextmanager
def open_workspace(arguments: Arguments, *, writes: bool = True) -> Iterator[Workspace]:
    """Yield the client named by `--client`; commands that only read share the practice with others."""
    with (
        open_as(arguments, writes=writes) as practice,
        open_client(arguments, practice, writes=writes) as workspace,
    ):
        yield workspace


def _finish_moves(practice: OpenPractice, workspace: Workspace) -> None:
    """Finish what an earlier run was cut off from: documents that were on their way to another client."""
    for left in finish(practice, lambda client_id: at_work(practice, client_id, clock()), workspace.entry.client_id):
        sys.stderr.write(f"Document {left.moving.number} is still on its way to another client: {left.error}\n")


def _serve(workspace: Workspace) -> None:
    for left in workspace.serve():
        sys.stderr.write(f"What follows for {left.consumer} is not done yet and is tried again: {left.error}\n")
