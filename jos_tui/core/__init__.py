"""Values and words shared by every room: locations, entries, errors, text, background work."""
