"""Between Textual and the terminal: only what changed on the screen is sent.

Textual sends whole lines again when a part of them changed. Here its output is read into a grid of
cells (``reader``), which is compared with the grid of what the terminal shows (``painter``). Output
that the reader does not know goes through as it is, and then everything is drawn again.
"""
