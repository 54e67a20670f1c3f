"""The process that runs jobs, and how others talk to it."""
