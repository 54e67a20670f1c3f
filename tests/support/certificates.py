"""Who vouches for the https servers of the tests, and what one of them shows of itself."""

from __future__ import annotations

import ssl
from functools import lru_cache

import trustme


@lru_cache(1)
def authority() -> trustme.CA:
    """Return the authority that tests trust where they trust one of their own."""
    return trustme.CA()


class Certificate:
    """What a server shows to whoever connects: its own certificate, or for a while a stranger's.

    Its methods may be called from any thread.
    """

    def __init__(self, tls: trustme.CA | trustme.LeafCert) -> None:
        self._own = _issued_by(tls) if isinstance(tls, trustme.CA) else tls
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.is_own = True
        self.restore()

    def exchange(self) -> None:
        """Show one of the right host that an authority vouches for whom nobody knows."""
        self.is_own = False
        _issued_by(trustme.CA()).configure_cert(self.context)

    def restore(self) -> None:
        """Show its own from now on."""
        self._own.configure_cert(self.context)
        self.is_own = True


def _issued_by(authority: trustme.CA) -> trustme.LeafCert:
    return authority.issue_cert("127.0.0.1", "localhost")
