"""Runs the revisions of a client file on the connection that `store/migrate.py` hands in, inside its transaction."""

from __future__ import annotations

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=context.config.attributes["metadata"],
    render_as_batch=True,
    transactional_ddl=False,
)
context.run_migrations()
