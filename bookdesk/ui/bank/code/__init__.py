"""The pane of code mode: lines without a document, booked to accounts."""
