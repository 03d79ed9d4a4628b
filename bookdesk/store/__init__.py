"""Opening files, unit of work, history, documents, backup, migrations: everything that touches the encrypted store."""
