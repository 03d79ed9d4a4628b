"""Whether a folder can hold a practice: not on a network, and not in one that a service keeps in step. Pure.

A database that several computers reach, or that is copied while it is written, is damaged sooner or later, and its lock
holds nobody off. So what the system says of the folder decides: mounts, drives, roots of services, and their marks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import PurePath, PurePosixPath

NETWORK = frozenset(
    {
        *("nfs", "nfs4", "cifs", "smb3", "smbfs", "smb2", "ncpfs", "afs", "afpfs", "webdav", "davfs", "ceph", "lustre"),
        *("glusterfs", "9p", "vboxsf", "vmhgfs", "prl_fs", "drvfs", "ftp", "sshfs", "beegfs", "orangefs", "ocfs2"),
    }
)
"""Kinds of file systems (as Linux and macOS name them) that another machine serves."""
_NETWORK_FUSE = frozenset(
    {
        *(
            "sshfs",
            "rclone",
            "gvfsd-fuse",
            "davfs2",
            "s3fs",
            "gcsfuse",
            "kio-fuse",
            "glusterfs",
            "curlftpfs",
            "smbnetfs",
        ),
        *("vmhgfs-fuse", "google-drive-ocamlfuse", "onedriver", "goofys", "juicefs", "mount.ipfs", "pCloud.pCloud"),
    }
)
"""What such a file system calls itself where it runs as a program of its own (`fuse.NAME`)."""
MARKS: tuple[tuple[str, str], ...] = (
    (".dropbox", "Dropbox"),
    (".dropbox.cache/", "Dropbox"),
    (".sync/ID", "Resilio Sync"),
    (".stfolder", "Syncthing"),
    (".stfolder/", "Syncthing"),
    (".nextcloudsync.log", "Nextcloud"),
    (".owncloudsync.log", "ownCloud"),
    ("._sync_*.db", "Nextcloud"),
    (".sync_*.db", "Nextcloud"),
    (".tmp.drivedownload/", "Google Drive"),
    (".tmp.driveupload/", "Google Drive"),
    (".shortcut-targets-by-id/", "Google Drive"),
    ("desktop.ini of OneDrive", "OneDrive"),
)
"""What services leave in the folder they keep in step, folders with a slash at the end. Dropbox keeps its own settings
in a folder `.dropbox` of the person's home, which marks nothing: its mark is a file."""
_NAMES = {
    "dropbox": "Dropbox",
    "onedrive": "OneDrive",
    "google drive": "Google Drive",
    "googledrive": "Google Drive",
    "iclouddrive": "iCloud",
    "nextcloud": "Nextcloud",
    "owncloud": "ownCloud",
    "mega": "MEGA",
    "pclouddrive": "pCloud",
    "pcloud drive": "pCloud",
    "proton drive": "Proton Drive",
    "box": "Box",
    "box sync": "Box",
}
"""How the folders of services are called where they make one in the person's home."""
_MAC_ROOTS = (("Library/Mobile Documents", "iCloud"), ("Library/CloudStorage", "a cloud service"))


@dataclass(frozen=True, slots=True)
class Mount:
    """Where a file system begins, and its kind."""

    where: PurePath
    kind: str


@dataclass(frozen=True, slots=True)
class FolderFacts:
    """What the system says of a folder and of those above it; paths are absolute and resolved.

    `roots` are folders that a service says are its own, `names` what lies in each folder above and in itself, folders
    with a slash. `remote` is Windows' word for the drive, `recalled` that files are fetched when they are read.
    """

    path: PurePath
    user: PurePath = field(default_factory=PurePosixPath)
    mounts: Sequence[Mount] = ()
    roots: Sequence[tuple[PurePath, str]] = ()
    names: Mapping[PurePath, frozenset[str]] = field(default_factory=dict)
    remote: bool = False
    recalled: bool = False


@dataclass(frozen=True, slots=True)
class Unfit:
    """Why a folder cannot hold a practice: on a network, or kept in step by somebody."""

    network: bool
    by: str

    @property
    def words(self) -> str:
        """Why, in the middle of a sentence."""
        return f"lies on a network ({self.by})" if self.network else f"is kept in step by {self.by}"


def unfit(facts: FolderFacts) -> Unfit | None:
    """Return why a folder cannot hold a practice; nothing where it can."""
    kind = _mounted_as(facts)
    if kind is not None:
        return Unfit(network=True, by=kind)
    if facts.remote or str(facts.path).startswith(("\\\\", "//")):
        return Unfit(network=True, by="a network drive")
    service = _rooted(facts) or _marked(facts) or _named(facts)
    if service is None and facts.recalled:
        service = "a cloud service"
    return Unfit(network=False, by=service) if service is not None else None


def _mounted_as(facts: FolderFacts) -> str | None:
    """Return the kind of the innermost mount if it is of a network; of several at one place the last is seen."""
    around = [mount for mount in facts.mounts if facts.path.is_relative_to(mount.where)]
    if not around:
        return None
    deepest = max(len(mount.where.parts) for mount in around)
    kind = [mount.kind for mount in around if len(mount.where.parts) == deepest][-1]
    program = kind.removeprefix("fuse.")
    return kind if kind in NETWORK or (program != kind and (program in _NETWORK_FUSE or program in NETWORK)) else None


def _rooted(facts: FolderFacts) -> str | None:
    mac = [(facts.user / below, service) for below, service in _MAC_ROOTS]
    return next((service for root, service in (*facts.roots, *mac) if facts.path.is_relative_to(root)), None)


def _marked(facts: FolderFacts) -> str | None:
    for folder in (facts.path, *facts.path.parents):
        for name in facts.names.get(folder, ()):
            for mark, service in MARKS:
                if fnmatchcase(name, mark):
                    return service
    return None


def _named(facts: FolderFacts) -> str | None:
    """Return the service after which a folder right in the person's home is called."""
    if facts.path == facts.user or not facts.path.is_relative_to(facts.user):
        return None
    name = facts.path.relative_to(facts.user).parts[0].casefold()
    return "OneDrive" if name.startswith("onedrive - ") else _NAMES.get(name)


def linux_mounts(text: str) -> tuple[Mount, ...]:
    """Read `/proc/mounts` (proc(5)): blanks in names are written in octal."""
    rows = [(*line.split(" "), "", "")[:3] for line in text.splitlines()]
    return tuple(Mount(PurePosixPath(_plain(where)), kind) for _, where, kind in rows if where.startswith("/"))


def mac_mounts(text: str) -> tuple[Mount, ...]:
    """Read what `mount` prints on macOS: `//user@server/share on /Volumes/share (smbfs, nodev)`."""
    found = []
    for line in text.splitlines():
        _, _, rest = line.partition(" on ")
        where, _, about = rest.rpartition(" (")
        if where:
            found.append(Mount(PurePosixPath(where), about.split(",")[0].rstrip(")").strip()))
    return tuple(found)


def _plain(name: str) -> str:
    for octal, char in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        name = name.replace(octal, char)
    return name
