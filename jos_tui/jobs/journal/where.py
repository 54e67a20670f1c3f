"""What the files of a host are called."""

from __future__ import annotations

import re

_UNSAFE = re.compile(r"[^a-z0-9._-]")
_LONGEST = 64


def journal_name(hostname: str) -> str:
    """Return the name of the journal of a host.

    Homes are shared between hosts by network file systems, and journals are not.
    """
    return f"jobs-{host_part(hostname)}.sqlite3"


def host_part(hostname: str) -> str:
    """Return what stands for a host in the name of a file: another for each, whatever its name.

    Host names do not differ by case.
    """
    name = hostname.lower()
    safe = _UNSAFE.sub("-", name)[:_LONGEST]
    if safe != name or not name:
        import hashlib  # it loads OpenSSL, for which the first frame does not wait

        digest = hashlib.sha256(name.encode(errors="surrogatepass")).hexdigest()
        safe = f"{safe}-{digest[:8]}"
    return safe
