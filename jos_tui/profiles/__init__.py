"""Whom to connect as: profiles, secrets, and one small reader per credentials file."""
