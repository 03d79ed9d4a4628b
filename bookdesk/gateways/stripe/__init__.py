"""Stripe behind the port, over its own client: Checkout pages, payments, refunds, disputes, payouts and their moves."""
