"""A second reader of direct-entry files, by columns counted from the banks' own tables and sharing no code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Item:
    bsb: str
    account: str
    code: str
    cents: int
    title: str
    reference: str
    trace: tuple[str, str]
    remitter: str


@dataclass(frozen=True)
class DirectEntry:
    institution: str
    user_name: str
    user_id: str
    description: str
    day: date
    items: tuple[Item, ...]


def read(content: bytes) -> DirectEntry:
    text = content.decode("ascii")
    assert text.endswith("\r\n")
    lines = text.split("\r\n")[:-1]
    assert all(len(line) == 120 for line in lines), "every record has 120 columns"
    head, details, tail = lines[0], lines[1:-1], lines[-1]
    assert (head[0], tail[0:8]) == ("0", "7999-999")
    assert head[1:18].isspace()
    assert head[18:20] == "01"
    assert head[80:].isspace()
    items = tuple(map(_item, details))
    credit = sum(item.cents for item in items if item.code != "13")
    debit = sum(item.cents for item in items if item.code == "13")
    assert (int(tail[20:30]), int(tail[30:40]), int(tail[40:50])) == (abs(credit - debit), credit, debit)
    assert int(tail[74:80]) == len(items)
    day = datetime.strptime(head[74:80] + "+0000", "%d%m%y%z").date()
    return DirectEntry(head[20:23], head[30:56].rstrip(), head[56:62], head[62:74].rstrip(), day, items)


def _item(line: str) -> Item:
    assert line[0] == "1"
    assert line[4] == line[83] == "-"
    assert line[17] == " "
    assert line[112:] == "00000000"
    trace = (line[80:83] + line[84:87], line[87:96].lstrip())
    return Item(
        line[1:4] + line[5:8],
        line[8:17].lstrip(),
        line[18:20],
        int(line[20:30]),
        line[30:62].rstrip(),
        line[62:80].rstrip(),
        trace,
        line[96:112].rstrip(),
    )
