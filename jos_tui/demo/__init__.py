"""An object store full of sample data, run as a child process for ``--demo``."""
