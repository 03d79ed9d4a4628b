"""Who may open what, and what he may do there: key slots, users and grants, signatures, roles, redaction."""
