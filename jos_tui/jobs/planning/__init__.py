"""From a request to its items, streaming."""
