"""The gate before a file's connections: shut only when nobody is inside, and broken for good."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import QueuePool

from bookdesk.core.errors import InUse, StorageError
from bookdesk.store import gate as module
from bookdesk.store.gate import Gate


@pytest.fixture
def pool(tmp_path: Path) -> QueuePool:
    engine: Engine = create_engine(f"sqlite:///{tmp_path / 'some.db'}", poolclass=QueuePool)
    assert isinstance(engine.pool, QueuePool)
    return engine.pool


def test_it_is_shut_once_connections_are_back_and_those_at_rest_are_closed(pool: QueuePool) -> None:
    gate = Gate()
    pool.connect().close()
    assert pool.checkedin() == 1
    with gate.shut([pool]):
        assert pool.checkedin() == 0
    with gate.passing():
        pool.connect().close()
    pool.dispose()


def test_somebody_who_keeps_a_connection_keeps_it_open(pool: QueuePool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0.01)
    gate, kept = Gate(), pool.connect()
    with pytest.raises(InUse, match="in use at this moment"), gate.shut([pool]):
        raise AssertionError("it was shut")
    with gate.passing():
        pass
    kept.close()
    pool.dispose()


def test_who_comes_while_it_is_shut_waits(pool: QueuePool) -> None:
    gate, passed = Gate(), threading.Event()

    def come() -> None:
        with gate.passing():
            passed.set()

    with gate.shut([pool]):
        other = threading.Thread(target=come)
        other.start()
        assert not passed.is_set()
    other.join()
    assert passed.is_set()


def test_who_waits_too_long_is_told_why(pool: QueuePool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_LONGEST", 0.01)
    gate = Gate()
    with gate.shut([pool]), pytest.raises(InUse, match="being changed"), gate.passing():
        raise AssertionError("it was open")


def test_a_broken_one_refuses_everybody() -> None:
    gate = Gate()
    gate.break_()
    with pytest.raises(StorageError, match="was interrupted"), gate.passing():
        raise AssertionError("it was open")
