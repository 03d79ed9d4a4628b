"""People: who works here with which roles, who may open which client, and from which computers."""
