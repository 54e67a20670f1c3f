"""Screens that show what is inside."""
