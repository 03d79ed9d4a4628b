"""The page at the gateway on which one invoice is paid."""
