"""Questions and reports in front of the browser."""
