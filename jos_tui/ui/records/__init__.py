"""Screens whose rows stream in from the store: what they have in common."""
