"""Places that are remembered from one start of the program to the next."""
