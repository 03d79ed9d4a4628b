"""What customers' pages are served with: documents as views, wishes to pay, answers, accounts."""
