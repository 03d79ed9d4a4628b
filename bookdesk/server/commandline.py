"""What a host types: one command that starts everything, and a few more.

python -m bookdesk.server                 make what is missing and serve
python -m bookdesk.server pair            show a one-time code for the firm's device
python -m bookdesk.server check           tell whether everything fits and answers
python -m bookdesk.server devices         list the devices that may speak, or might once
python -m bookdesk.server revoke DEVICE   let a device speak no more
python -m bookdesk.server backup FILE     keys and all rows, in one file
python -m bookdesk.server restore FILE    put them back, in the place of what is there
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from sqlalchemy import func, select

from bookdesk.core.clock import SystemClock
from bookdesk.core.errors import BookDeskError
from bookdesk.protocol.signing import fingerprint, public_of
from bookdesk.server import backup, run
from bookdesk.server.collecting.putback import hold, put_back
from bookdesk.server.devices import KnownDevice, known_devices, revoke
from bookdesk.server.heart import Heart
from bookdesk.server.pairing import is_paired, new_code
from bookdesk.server.security.accesslog import Lines
from bookdesk.server.settings import PortalSettings, read_settings
from bookdesk.server.storage import schema
from bookdesk.server.storage.engine import Store
from bookdesk.server.storage.tables import DocumentRow, TenantRow


def main(arguments: Sequence[str] | None = None, environment: Mapping[str, str] | None = None) -> int:
    """Do what was typed; returns the exit status."""
    os.umask(0o077)
    words = _parser().parse_args(arguments)
    try:
        settings = read_settings(os.environ if environment is None else environment)
        acts: dict[str, Callable[[], int]] = {
            "serve": lambda: _serve(settings),
            "pair": lambda: _pair(settings),
            "check": lambda: _check(settings),
            "devices": lambda: _devices(settings),
            "revoke": lambda: _revoke(settings, words.device),
            "backup": lambda: _backup(settings, words.file),
            "restore": lambda: _restore(settings, words.file),
        }
        return acts[words.command or "serve"]()
    except BookDeskError as failure:
        sys.stderr.write(f"{failure}\n")
        return failure.exit_status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bookdesk.server", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    acts = parser.add_subparsers(dest="command")
    acts.add_parser("serve", help="make what is missing and serve (the default)")
    acts.add_parser("pair", help="show a one-time code for the firm's device")
    acts.add_parser("check", help="tell whether everything fits and answers")
    acts.add_parser("devices", help="list the devices that may speak, or might once")
    acts.add_parser("revoke", help="let a device speak no more").add_argument("device", metavar="DEVICE")
    for name, what in (("backup", "write keys and all rows to a file"), ("restore", "put a backup back")):
        acts.add_parser(name, help=what).add_argument("file", type=Path)
    return parser


def _say(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()


def _serve(settings: PortalSettings) -> int:
    heart = run.open_heart(settings)
    try:
        _say(f"The portal listens on {settings.host}:{settings.port} and is reached at {settings.address}.")
        _say(f"Its key: {fingerprint(public_of(heart.keys.signing))}")
        if not is_paired(heart):
            _say(f"No desk is paired yet. Code for pairing, good for 15 minutes: {new_code(heart)}")
    finally:
        heart.store.close()
    _write_log()
    return run.serve(settings)


def _write_log() -> None:
    """Write a line a request, and what went wrong, to the standard error stream; no line tells whose it was."""
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False  # no line of ours tells them
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines("%(asctime)s %(levelname)s %(message)s"))
    logging.basicConfig(handlers=[handler], level=logging.WARNING)
    logging.getLogger("bookdesk.server").setLevel(logging.INFO)


def _pair(settings: PortalSettings) -> int:
    heart = run.open_heart(settings)
    try:
        _say(f"Address: {settings.address}", f"Code, good once and for 15 minutes: {new_code(heart)}")
        _say(f"The desk must show this key: {fingerprint(public_of(heart.keys.signing))}")
    finally:
        heart.store.close()
    return 0


def _check(settings: PortalSettings) -> int:
    heart = run.open_heart(settings)
    try:
        kind = "SQLite" if heart.store.is_sqlite else "PostgreSQL"
        paired = "a desk is paired" if is_paired(heart) else "no desk is paired yet"
        mail = "mail is set" if settings.smtp_host else "no mail is set: codes cannot be sent"
        _say(f"Database: {kind}, revision {schema.REVISION}.", f"Desks: {paired}.", f"Mail: {mail}.")
        _say(*_waits(heart), "All fits.")
    finally:
        heart.store.close()
    return 0


def _devices(settings: PortalSettings) -> int:
    heart = run.open_heart(settings)
    try:
        found = known_devices(heart)
    finally:
        heart.store.close()
    _say(*map(_in_words, found))
    if not found:
        _say("No device is known yet.")
    return 0


def _in_words(one: KnownDevice) -> str:
    whose = "of the firm" if one.of_the_firm else f"of client {one.tenant}"
    spoke = f"last told something {one.spoke:%Y-%m-%d %H:%M} UTC" if one.spoke else "told nothing yet"
    stands = f"revoked {one.revoked:%Y-%m-%d %H:%M} UTC" if one.revoked else spoke
    return f"{one.device}  {whose}, {one.name!r}, key {one.fingerprint}, {stands}"


def _revoke(settings: PortalSettings, device: str) -> int:
    heart = run.open_heart(settings)
    try:
        found = revoke(heart, device)
        others = [one for one in known_devices(heart) if not one.of_the_firm and one.revoked is None]
    finally:
        heart.store.close()
    _say(*map(_in_words, found))
    if others and any(one.of_the_firm for one in found):
        _say(f"{len(others)} devices of clients may still speak, each for its client: revoke those as well if need be.")
    return 0


def _waits(heart: Heart) -> list[str]:
    """Return who cannot be paid yet since the portal was put back, and until when."""
    now = heart.now()
    with heart.store.reading() as session:
        tenants = session.scalars(select(TenantRow.id).where(TenantRow.gateway != "").order_by(TenantRow.id)).all()
        found = [(tenant, hold(put_back(session, tenant), now, untold=False)) for tenant in tenants]
        untold = session.scalar(select(func.count()).where(DocumentRow.untold == 1)) or 0
    lines = [
        f"Client {tenant}: nobody can pay before {one.until:%Y-%m-%d %H:%M} UTC, or sooner once the gateway was read."
        for tenant, one in found
        if one is not None and one.until is not None
    ]
    told = f"{untold} documents cannot be paid before their desk told anew what is open of them."
    return [*lines, told] if untold else lines


def _backup(settings: PortalSettings, file: Path) -> int:
    heart = run.open_heart(settings)
    try:
        count = backup.write_backup(heart.store, heart.keys, file, heart.now())
        _say(f"{count} rows are in {file}. Keep it as you keep the keys.")
    finally:
        heart.store.close()
    return 0


def _restore(settings: PortalSettings, file: Path) -> int:
    settings.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    store = Store(settings.database_url)
    try:
        schema.prepare(store)
        count = backup.restore_backup(store, settings.folder / run.KEY_FILE, file, SystemClock().now())
    finally:
        store.close()
    _say(f"{count} rows were put back. Have each desk join the portal again.")
    return 0
