"""Payment files as bytes: one batch in, one file out, or a refusal in words. No file is written twice differently."""
