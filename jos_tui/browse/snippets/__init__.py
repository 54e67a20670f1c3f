"""Text for other programs: where something is, and how to read it from there. Never a secret."""
