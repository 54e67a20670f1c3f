"""jos-tui: a keyboard-driven terminal file manager for S3-compatible object stores."""

__version__ = "0.1.0"
