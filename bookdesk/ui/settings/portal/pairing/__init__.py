"""How the firm is paired with its portal: by a code, and by a fingerprint that is compared first."""
