"""What the journal of a host is called."""

from __future__ import annotations

import hashlib
import re

_UNSAFE = re.compile(r"[^a-z0-9._-]")
_LONGEST = 64


def journal_name(hostname: str) -> str:
    """Return the file name for a host. Different hosts have different ones, whatever their names.

    Homes are shared between hosts by network file systems, and journals are not. Host names do not
    differ by case.
    """
    name = hostname.lower()
    safe = _UNSAFE.sub("-", name)[:_LONGEST]
    if safe != name or not name:
        digest = hashlib.sha256(name.encode(errors="surrogatepass")).hexdigest()
        safe = f"{safe}-{digest[:8]}"
    return f"jobs-{safe}.sqlite3"
