"""The form of a person: added, given other roles, or given new keys."""
