"""Screens for what was before: versions, deleted objects, a moment in time."""
