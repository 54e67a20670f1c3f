"""``jos-tui doctor``: what is in order on this machine and on the way to the store."""
