"""The screens of the jobs: all of this machine, and one with its items."""
