"""``jos-tui jobs``: what is under way and what has come of it, and a hand on it."""
