"""The main screen and its actions, one file per group of keys."""
