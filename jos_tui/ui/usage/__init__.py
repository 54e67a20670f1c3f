"""The screen that shows how much is below a level, prefix by prefix."""
