"""The parts in which an invoice is to be paid."""
