"""Whether a folder can be written to is asked of the disk, not of permissions alone."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from bookdesk.store import writable as module
from bookdesk.store.writable import writable
from tests.support.readonly import read_only


def test_a_folder_of_ones_own_is_and_trying_leaves_nothing(tmp_path: Path) -> None:
    assert writable(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_on_a_disk_that_is_read_only_is_not(tmp_path: Path) -> None:
    with read_only(tmp_path) as kept_out:
        if not kept_out:
            pytest.skip("this user cannot be kept from writing")
        assert not writable(tmp_path)


@pytest.mark.parametrize(
    ("failure", "expected"), [(errno.EROFS, False), (errno.ENOSPC, True), (errno.EOPNOTSUPP, True)]
)
def test_what_the_disk_says_counts_where_permissions_say_yes(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    failure: int,
    expected: bool,  # noqa: FBT001 - a table's column
) -> None:
    def refuse(*_: object) -> int:
        raise OSError(failure, os.strerror(failure))

    monkeypatch.setattr(module, "_NAMELESS", 1)
    monkeypatch.setattr(os, "open", refuse)
    assert writable(tmp_path) is expected
