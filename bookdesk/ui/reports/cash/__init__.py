"""Cash in the next weeks."""
