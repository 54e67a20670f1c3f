"""Measurements side by side with other programs. They print ratios and fail on nothing."""
