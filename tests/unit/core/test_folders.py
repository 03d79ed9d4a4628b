"""Which folders can hold a practice, by what the three systems say of them."""

from __future__ import annotations

from pathlib import PurePath, PurePosixPath, PureWindowsPath

import pytest

from bookdesk.core.folders import MARKS, FolderFacts, Mount, Unfit, linux_mounts, mac_mounts, unfit

ANN = PurePosixPath("/people/ann")
MAC = PurePosixPath("/Users/ann")
WIN = PureWindowsPath("C:/Users/ann")
ROOT = Mount(PurePosixPath("/"), "ext4")
LOCAL = ("ext4", "xfs", "btrfs", "zfs", "apfs", "hfs", "ntfs3", "fuseblk", "vfat", "exfat", "tmpfs", "overlay")
SERVED = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "afpfs", "webdav", "davfs", "9p", "ceph", "vboxsf", "prl_fs")
FUSE = ("sshfs", "rclone", "gvfsd-fuse", "davfs2", "s3fs", "vmhgfs-fuse", "google-drive-ocamlfuse", "onedriver")


def on(kind: str, path: str = "/mnt/books/practice") -> FolderFacts:
    return FolderFacts(PurePosixPath(path), ANN, (ROOT, Mount(PurePosixPath("/mnt"), kind)))


def below(folder: PurePath, *names: str, user: PurePath = ANN) -> FolderFacts:
    return FolderFacts(folder / "a" / "b", user, names={folder: frozenset(names)})


@pytest.mark.parametrize("kind", [*LOCAL, "fuse.veracrypt", "fuse.gocryptfs", "fuse.ntfs-3g"])
def test_disks_of_this_computer_can(kind: str) -> None:
    assert unfit(on(kind)) is None


@pytest.mark.parametrize("kind", [*SERVED, *(f"fuse.{name}" for name in FUSE), "fuse.glusterfs"])
def test_what_another_machine_serves_cannot(kind: str) -> None:
    assert unfit(on(kind)) == Unfit(network=True, by=kind)
    assert unfit(on(kind, "/srv/practice")) is None


def test_the_innermost_mount_decides_and_of_several_at_one_place_the_last() -> None:
    share, disk = Mount(PurePosixPath("/people"), "nfs4"), Mount(PurePosixPath("/people/ann"), "ext4")
    path = PurePosixPath("/people/ann/books")
    assert unfit(FolderFacts(path, ANN, (ROOT, share, disk))) is None
    assert unfit(FolderFacts(path, ANN, (ROOT, disk, share))) is None
    assert unfit(FolderFacts(path, ANN, (ROOT, disk, Mount(disk.where, "nfs4")))) is not None
    assert unfit(FolderFacts(path, ANN, (ROOT, Mount(disk.where, "nfs4"), disk))) is None
    assert unfit(FolderFacts(PurePosixPath("/people/anna"), ANN, (ROOT, Mount(disk.where, "nfs4")))) is None


@pytest.mark.parametrize("path", ["//server/share/books", "\\\\server\\share\\books", "\\\\?\\UNC\\server\\share"])
def test_a_share_of_windows_cannot(path: str) -> None:
    assert unfit(FolderFacts(PureWindowsPath(path), WIN)) == Unfit(network=True, by="a network drive")


def test_a_drive_that_windows_calls_remote_cannot() -> None:
    assert unfit(FolderFacts(PureWindowsPath("Z:/books"), WIN, remote=True)) is not None
    assert unfit(FolderFacts(PureWindowsPath("D:/books"), WIN)) is None


@pytest.mark.parametrize(("mark", "service"), MARKS)
def test_what_a_service_leaves_in_its_folder_marks_all_below(mark: str, service: str) -> None:
    found = mark.replace("*", "0a1b2c")
    assert unfit(below(PurePosixPath("/data/files"), found, "letters/")) == Unfit(network=False, by=service)
    assert (
        unfit(FolderFacts(PurePosixPath("/data"), ANN, names={PurePosixPath("/data/files"): frozenset({found})}))
        is None
    )


@pytest.mark.parametrize("names", [(".dropbox/",), (".sync/",), (".config/", "desktop.ini"), ("sync_a.db",), ()])
def test_what_only_resembles_a_mark_is_none(names: tuple[str, ...]) -> None:
    assert unfit(below(ANN, *names)) is None


@pytest.mark.parametrize(
    ("name", "service"),
    [
        ("Dropbox", "Dropbox"),
        ("OneDrive", "OneDrive"),
        ("OneDrive - Firm & Partner", "OneDrive"),
        ("Google Drive", "Google Drive"),
        ("iCloudDrive", "iCloud"),
        ("Nextcloud", "Nextcloud"),
        ("Box Sync", "Box"),
        ("MEGA", "MEGA"),
    ],
)
@pytest.mark.parametrize("user", [ANN, MAC, WIN])
def test_the_folder_of_a_service_in_the_home_cannot(user: PurePath, name: str, service: str) -> None:
    assert unfit(FolderFacts(user / name / "books", user)) == Unfit(network=False, by=service)
    assert unfit(FolderFacts(user / name, user)) == Unfit(network=False, by=service)
    assert unfit(FolderFacts(user / "Documents" / name, user)) is None
    assert unfit(FolderFacts(user / "Documents" / "books", user)) is None
    assert unfit(FolderFacts(user, user)) is None


def test_what_windows_says_of_onedrive_counts() -> None:
    roots = [(PureWindowsPath("D:/Cloud"), "OneDrive")]
    assert unfit(FolderFacts(PureWindowsPath("D:/Cloud/Documents/books"), WIN, roots=roots)) is not None
    assert unfit(FolderFacts(PureWindowsPath("d:/cloud/books"), WIN, roots=roots)) is not None
    assert unfit(FolderFacts(PureWindowsPath("D:/Clouds/books"), WIN, roots=roots)) is None
    fetched = FolderFacts(PureWindowsPath("E:/books"), WIN, recalled=True)
    assert unfit(fetched) == Unfit(network=False, by="a cloud service")


@pytest.mark.parametrize(
    ("path", "service"),
    [
        ("Library/Mobile Documents/com~apple~CloudDocs/books", "iCloud"),
        ("Library/CloudStorage/Dropbox/books", "a cloud service"),
        ("Library/Application Support/BookDesk", None),
        ("Documents/books", None),
    ],
)
def test_what_macos_keeps_in_the_cloud_cannot(path: str, service: str | None) -> None:
    found = unfit(FolderFacts(MAC / path, MAC, (Mount(PurePosixPath("/"), "apfs"),)))
    assert (found.by if found else None) == service


def test_documents_that_icloud_took_over_cannot() -> None:
    assert unfit(FolderFacts(MAC / "Documents" / "books", MAC, roots=[(MAC / "Documents", "iCloud")])) is not None


def test_the_table_of_mounts_is_read_with_its_blanks() -> None:
    text = (
        "/dev/sda2 / ext4 rw,relatime 0 0\n"
        "//nas/books /mnt/our\\040books cifs rw,vers=3.1.1 0 0\n"
        "odd line\n"
        "ann@host:/ /people/ann/far fuse.sshfs rw 0 0\n"
    )
    assert linux_mounts(text)[1:] == (
        Mount(PurePosixPath("/mnt/our books"), "cifs"),
        Mount(PurePosixPath("/people/ann/far"), "fuse.sshfs"),
    )


def test_what_mount_prints_on_macos_is_read() -> None:
    text = (
        "/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)\n"
        "//ann@nas/our books on /Volumes/our books (smbfs, nodev, nosuid, mounted by ann)\n"
        "map auto_home on /System/Volumes/Data/people (autofs, automounted)\n"
        "nas:/books on /Volumes/nfs (nfs)\n"
    )
    kinds = {str(mount.where): mount.kind for mount in mac_mounts(text)}
    assert kinds["/"] == "apfs"
    assert kinds["/Volumes/our books"] == "smbfs"
    assert kinds["/Volumes/nfs"] == "nfs"


def test_why_is_said_in_words() -> None:
    assert Unfit(network=True, by="cifs").words == "lies on a network (cifs)"
    assert Unfit(network=False, by="Dropbox").words == "is kept in step by Dropbox"
