"""What is to be done and how far it is, on disk: one SQLite file for each host."""
