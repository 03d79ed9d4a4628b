"""The ranker: which of several candidates a field takes, learned from documents drawn with known answers."""
