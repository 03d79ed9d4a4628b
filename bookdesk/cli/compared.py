"""How two documents side by side are told on the command line: what differs, then how many fields are the same."""

from __future__ import annotations

from bookdesk.capture.sidebyside import Comparison
from bookdesk.cli.console import Console, Row


def told_beside(found: Comparison, console: Console) -> None:
    """Print a comparison as one row, or in words."""
    console.row(compared_row(found), in_words(found))


def compared_row(found: Comparison) -> Row:
    """Return two documents and what each says."""
    left, right = found.left.row, found.right.row
    return {
        "document": left.number,
        "other": right.number,
        "why": found.why,
        "fields": {row.name: {"document": row.left, "other": row.right, "same": row.same} for row in found.rows},
        "others": [{"number": one.number, "state": one.state.value, "why": one.why} for one in found.others],
    }


def in_words(found: Comparison) -> str:
    """Return the differences line by line."""
    left, right = found.left.row, found.right.row
    lines = [f"{left.number} ({left.state}, {left.file_name}) and {right.number} ({right.state}, {right.file_name})"]
    lines += [found.why] if found.why else []
    lines += [f"       {row.name:18} {row.left or '-'}  |  {row.right or '-'}" for row in found.differing]
    lines.append(f"       {len(found.rows) - len(found.differing)} fields are the same.")
    return "\n".join(lines)
