"""The form of an import: what a file would bring, before anything is taken in."""
