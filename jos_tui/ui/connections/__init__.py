"""The connections there are: whether they answer, which to open, and new ones."""
