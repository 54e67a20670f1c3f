"""The whole program in a real terminal, with the keyboard only."""
