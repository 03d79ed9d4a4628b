"""`bookdesk inbox layouts`: what was learned of where suppliers' documents have their values, and forgetting it."""

from __future__ import annotations

import argparse

from bookdesk.capture.layoutlist import LearnedLayout, forget_layouts, learned_layouts
from bookdesk.cli.console import Console, Row
from bookdesk.cli.parsing import Arguments, add_command, as_words
from bookdesk.cli.session import add_user_arguments, add_workspace_arguments, open_as, open_workspace
from bookdesk.office.layoutsharing import layouts_shared, let_layouts_be_shared
from bookdesk.security.roles import Permission


def add_acts(acts: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the acts to the inbox."""
    layouts = add_command(acts, "layouts", "what confirmed documents taught of their suppliers' layouts", _layouts)
    layouts.add_argument("--forget", type=as_words, metavar="SUPPLIER", help="forget what is remembered of this one")
    add_workspace_arguments(layouts)
    sharing = add_command(acts, "share-layouts", "whether layouts serve all clients of the firm", _sharing)
    sharing.add_argument("word", nargs="?", choices=("on", "off"), help="none: only tell")
    add_user_arguments(sharing)


def _sharing(args: Arguments, console: Console) -> int:
    with open_as(args, writes=args.word is not None) as practice:
        if args.word is not None:
            let_layouts_be_shared(practice, on=args.word == "on")
        on = layouts_shared(practice)
    console.row({"shared": on}, "Layouts serve all clients." if on else "Layouts serve the client that taught them.")
    return console.status


def _layouts(args: Arguments, console: Console) -> int:
    with open_workspace(args, writes=args.forget is not None) as workspace:
        if args.forget is not None:
            workspace.require(Permission.CAPTURE)
            gone = forget_layouts(workspace.desk, args.forget)
            console.row({**_row(gone), "forgotten": True}, f"{gone.supplier}: forgotten.")
            return console.status
        workspace.require(Permission.SEE)
        for one in learned_layouts(workspace.desk):
            console.row(_row(one), _words(one))
    return console.status


def _row(one: LearnedLayout) -> Row:
    return {
        "contact": one.contact_id,
        "supplier": one.supplier,
        "documents": one.documents,
        "fields": list(one.fields),
        "missed": one.missed,
    }


def _words(one: LearnedLayout) -> str:
    documents = f"{one.documents} document{'' if one.documents == 1 else 's'}"
    missed = f", {one.missed} missed" if one.missed else ""
    return f"{one.supplier}: {documents}{missed}  {' '.join(one.fields)}"
