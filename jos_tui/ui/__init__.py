"""Textual and nothing but: app, screens, widgets, dialogs, styles."""
