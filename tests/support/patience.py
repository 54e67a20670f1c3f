"""How long tests wait for what must come."""

from __future__ import annotations

LONG_ENOUGH = 180.0
"""Seconds until a test gives up. Only a test that fails takes that long: all takes much longer on a
machine that is busy with other things, and that is no failure.
"""
