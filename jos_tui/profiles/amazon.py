"""The address of AWS itself, for keys that were found without any."""

from __future__ import annotations

import re

_SWARM_TOKEN = re.compile(r"[0-9a-f]{32}")


def amazon_address(region: str) -> str:
    """Return the URL of AWS S3 in a region ("" is us-east-1)."""
    region = region or "us-east-1"
    return f"https://s3.{region}.amazonaws.com{'.cn' if region.startswith('cn-') else ''}"


def assumed_address(access_key: str, region: str) -> str:
    """Return where keys without an address belong by AWS's own rules: AWS, unless it cannot be.

    32 hexadecimal digits are a token of a JASMIN (Swarm) store, which AWS never issues: then "".
    """
    return "" if _SWARM_TOKEN.fullmatch(access_key) else amazon_address(region)
