"""Screens for what takes space and is not seen in a listing."""
