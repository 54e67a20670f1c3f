"""The folder of this machine beside the objects."""
