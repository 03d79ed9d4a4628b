"""What the gateway holds, by its moves and by the books."""
