"""An invoice that will not be paid: written off to bad debts."""
