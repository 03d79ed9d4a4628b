"""`bookdesk inbox split`, `merge` and `rejoin`: files taken apart and pages put together."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence

from bookdesk.capture.boundaries import in_words
from bookdesk.capture.parting import Parting, Proposal
from bookdesk.cli.capture import capturing, intake_row, sentence
from bookdesk.cli.console import Console
from bookdesk.cli.parsing import Arguments, Handler, add_command, as_words
from bookdesk.cli.session import add_workspace_arguments, open_workspace
from bookdesk.core.errors import InputError
from bookdesk.security.roles import Permission

_Acts = argparse._SubParsersAction  # noqa: SLF001 - argparse names its own type so


def add_acts(acts: _Acts[argparse.ArgumentParser]) -> None:
    """Add the acts to the inbox."""
    split = _act(acts, "split", "where a file holds several documents; with --at take it apart", _split)
    way = split.add_mutually_exclusive_group()
    way.add_argument("--at", type=as_words, metavar="PAGES", help="pages with which another document begins, like 3,5")
    way.add_argument("--proposed", action="store_true", help="take it apart as it is proposed")
    way.add_argument("--whole", action="store_true", help="say that it is one document")
    merge = add_command(acts, "merge", "put documents together in this order, such as pages of one bill", _merge)
    merge.add_argument("documents", nargs="+", metavar="DOCUMENT", help="intake numbers or ids")
    add_workspace_arguments(merge)
    _act(acts, "rejoin", "bring files back as they came", _rejoin)


def _act(acts: _Acts[argparse.ArgumentParser], name: str, what: str, handler: Handler) -> argparse.ArgumentParser:
    parser = add_command(acts, name, what, handler)
    parser.add_argument("document", help="intake number or id")
    add_workspace_arguments(parser)
    return parser


def _split(args: Arguments, console: Console) -> int:
    if args.at is None and not args.proposed and not args.whole:
        with open_workspace(args, writes=False) as workspace:
            _tell(Parting(workspace.desk).proposal(args.document), console)
        return console.status

    def act(parting: Parting) -> Sequence[int]:
        if args.whole:
            parting.decline(args.document)
            console.say("It is one document.")
            return ()
        if args.at is not None:
            return parting.split(args.document, _pages(args.at))
        return parting.split(args.document, [one.page for one in parting.proposal(args.document).likely])

    return _acting(args, console, act)


def _merge(args: Arguments, console: Console) -> int:
    return _acting(args, console, lambda parting: [parting.merge(args.documents)])


def _rejoin(args: Arguments, console: Console) -> int:
    return _acting(args, console, lambda parting: parting.rejoin(args.document))


def _acting(args: Arguments, console: Console, act: Callable[[Parting], Sequence[int]]) -> int:
    """Do it, and read at once what is to be read."""
    with open_workspace(args) as workspace:
        workspace.require(Permission.CAPTURE)
        numbers = act(Parting(workspace.desk))
        with capturing(workspace) as capture:
            found = {one.number: one.document_id for one in capture.received()}
            for number in numbers:
                intake = capture.read(found[number])
                console.row(intake_row(intake), sentence(intake))
    return console.status


def _pages(text: str) -> list[int]:
    try:
        return [int(one) for one in text.split(",")]
    except ValueError:
        raise InputError(f"{text} names no pages.", "Write numbers with commas: 3,5.") from None


def _tell(proposal: Proposal, console: Console) -> None:
    runs = [in_words(run, proposal.what) for run in proposal.parts] if proposal.pages else []
    lines = [f"{proposal.number}  {proposal.file_name}: {', '.join(runs) if len(runs) > 1 else 'one document'}"]
    lines += [
        f"       {proposal.what} {one.page}: {one.score:.2f}  {one.words}" for one in proposal.boundaries if one.why
    ]
    if proposal.nowhere is not None:
        lines.append(f"       {proposal.nowhere}")
    row = {
        "number": proposal.number,
        "id": proposal.document_id,
        "pages": proposal.pages,
        "what": proposal.what,
        "declined": proposal.declined,
        "parts": [list(run) for run in proposal.parts] if proposal.pages else [],
        "boundaries": [{"page": one.page, "score": one.score, "why": list(one.why)} for one in proposal.boundaries],
    }
    console.row(row, "\n".join(lines))
