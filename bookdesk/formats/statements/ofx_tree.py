"""A tolerant tokenizer for OFX, SGML (1.x) and XML (2.x) alike.

In OFX 1.x only aggregates are closed; values run up to the next tag. So a tag with text is a value, and a tag
without text is an aggregate if it is closed anywhere in the file or is one of the known aggregates, else an
empty value. A closing tag that nothing opened is ignored (OFX 1.6 and 2.2 specifications, sections 2.3 and 3.1;
banks break both, hence the tolerance).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

from bookdesk.formats.statements.text import words

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9_.]*)\s*/?>([^<]*)")
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_AGGREGATES = words(
    "OFX BANKMSGSRSV1 CREDITCARDMSGSRSV1 INVSTMTMSGSRSV1 STMTTRNRS CCSTMTTRNRS INVSTMTTRNRS STMTRS CCSTMTRS INVSTMTRS "
    "BANKACCTFROM CCACCTFROM INVACCTFROM BANKTRANLIST INVTRANLIST INVBANKTRAN STMTTRN LEDGERBAL AVAILBAL"
)


@dataclass(slots=True)
class Node:
    """One tag: a value with `text`, or an aggregate with `children`; `offset` is its place in the text."""

    name: str
    offset: int
    text: str = ""
    children: list[Node] = field(default_factory=list)

    def value(self, *names: str) -> str | None:
        """Return the first non-empty value among the direct children called one of `names`, in that order."""
        for name in names:
            for child in self.children:
                if child.name == name and child.text:
                    return child.text
        return None

    def child(self, *names: str) -> Node | None:
        """Return the first direct child called one of `names`."""
        return next((child for child in self.children if child.name in names), None)

    def every(self, *names: str) -> Iterator[Node]:
        """Walk all descendants called one of `names`, in the order of the file, without entering a found one."""
        waiting = list(reversed(self.children))
        while waiting:
            node = waiting.pop()
            if node.name in names:
                yield node
            else:
                waiting.extend(reversed(node.children))


class LineCounter:
    """Answers on which 1-based line an offset lies."""

    def __init__(self, text: str) -> None:
        """Note where lines of `text` begin."""
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def __call__(self, offset: int) -> int:
        """Return the line of `offset`."""
        return bisect_right(self._starts, offset)


def parse(text: str) -> Node:
    """Return the tree below a root; text before the first tag (the SGML header) is passed over."""
    text = _COMMENT.sub(_blank, _CDATA.sub(_escaped, text))
    closed = {match[2].upper() for match in _TAG.finditer(text) if match[1]}
    root = Node("", 0)
    stack = [root]
    for match in _TAG.finditer(text):
        if match[1]:
            _close(stack, match[2].upper())
        else:
            _open(stack, Node(match[2].upper(), match.start(), _clean(match[3])), closed)
    return root


def _open(stack: list[Node], node: Node, closed: set[str]) -> None:
    """Hang a tag into the tree; it stays open if it is an aggregate."""
    stack[-1].children.append(node)
    if not node.text and (node.name in closed or node.name in _AGGREGATES):
        stack.append(node)


def _close(stack: list[Node], name: str) -> None:
    """Close the innermost open aggregate called `name`, and what was left open inside it."""
    for depth in range(len(stack) - 1, 0, -1):
        if stack[depth].name == name:
            del stack[depth:]
            return


def _clean(text: str) -> str:
    """Undo entities; twice where a bank escaped what was escaped already."""
    text = text.strip()
    return unescape(unescape(text)).strip() if "&" in text else text


def _escaped(match: re.Match[str]) -> str:
    """Turn a CDATA section into plain text of the same lines."""
    return match[1].replace("&", "&amp;").replace("<", "&lt;")


def _blank(match: re.Match[str]) -> str:
    """Remove a comment but keep its line breaks, so that problems still name the right line."""
    return "\n" * match[0].count("\n")
