"""The way between what is sold in its three kinds."""
