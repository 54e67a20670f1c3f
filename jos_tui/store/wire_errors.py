"""What goes wrong before a server has said anything: names, ports, TLS, time, broken lines."""

from __future__ import annotations

import re
from http.client import BadStatusLine, IncompleteRead, RemoteDisconnected
from xml.etree.ElementTree import ParseError

from urllib3.exceptions import (
    ConnectTimeoutError,
    DecodeError,
    NameResolutionError,
    NewConnectionError,
    ReadTimeoutError,
    SSLError,
)

from jos_tui.core.errors import NotAStore, StoreError, Unreachable
from jos_tui.profiles.endpoint import is_inside, tenancy_of, with_port
from jos_tui.profiles.profile import Endpoint
from jos_tui.store.request import Request

_CHECK_ADDRESS = "Check the address of the store, and the network."
_INSIDE_ONLY = (
    "Hosts named .s3.jc.rl.ac.uk are for machines inside JASMIN; elsewhere take the same name "
    "with .s3-ext.jc.rl.ac.uk and https."
)
_STOPS_PARTS = (
    "Try again; if it always happens to this file, something on the way damages what is sent or "
    "stops it: ask those who run the network and the store."
)
_NO_TLS_SPOKEN = re.compile(
    r"wrong.version.number|unknown.protocol|http.request|packet.length.too.long"
    r"|record.layer.failure",
    re.IGNORECASE,
)
_HUNG_UP = re.compile(r"EOF occurred in violation of protocol|has been closed \(EOF\)")
_VERIFY = re.compile(r"certificate verify failed: (.*?)(?: \(_ssl|$)")
_TLS_RECORD = ("\x15\x03", "\x16\x03")


def explain_wire(failure: Exception, endpoint: Endpoint, request: Request) -> StoreError:
    """Return the error for an exception of urllib3, http.client, ssl or socket."""
    if isinstance(failure, ConnectTimeoutError):
        return _no_connection(failure, endpoint)
    if is_silence(failure):
        return Unreachable(
            f"{endpoint.host} has stopped answering",
            "The connection stands, but nothing comes",
            "Try again; if it stays like this, check the network.",
        )
    if isinstance(failure, SSLError) and not _HUNG_UP.search(str(failure)):
        return _no_tls(str(failure), endpoint)
    if isinstance(failure, (DecodeError, ParseError)):
        return NotAStore(
            f"{endpoint.host} sends what cannot be read", _words(failure), _CHECK_ADDRESS
        )
    cause = next((arg for arg in failure.args if isinstance(arg, BadStatusLine)), None)
    if cause is not None and not isinstance(cause, RemoteDisconnected):
        return _no_http(str(cause), endpoint)
    return Unreachable(
        f"The connection to {endpoint.host} broke",
        _words(failure),
        _STOPS_PARTS if _sends_a_part(request) else _other_scheme(endpoint),
    )


def _other_scheme(endpoint: Endpoint) -> str:
    return (
        "Try again; if it happens at once each time, check whether the store wants "
        f"{'http' if endpoint.secure else 'https'}."
    )


def _sends_a_part(request: Request) -> bool:
    """Whether it is part of an upload, so that the store has answered before."""
    return "partNumber" in request.query and bool(request.body)


def is_silence(failure: Exception) -> bool:
    """Whether the server neither sent nor took anything for too long."""
    if isinstance(failure, ReadTimeoutError):
        return True
    return any(isinstance(arg, TimeoutError) for arg in failure.args)


def wants_tls(endpoint: Endpoint) -> StoreError:
    """Return the error for plain http to a TLS port."""
    return Unreachable(
        f"{endpoint.host} wants https",
        "It was asked by plain http",
        f"Use https://{endpoint.host} as the address.",
    )


def _no_connection(failure: ConnectTimeoutError, endpoint: Endpoint) -> StoreError:
    next_step = _INSIDE_ONLY if is_inside(endpoint) else _CHECK_ADDRESS
    if isinstance(failure, NameResolutionError):
        host = endpoint.host.partition(":")[0]
        return Unreachable(
            f"There is no host named {host}", "Its address cannot be found", _check_name(endpoint)
        )
    if isinstance(failure, NewConnectionError):
        reason = "Nothing listens on that port" if "refused" in str(failure) else _words(failure)
        return Unreachable(f"{endpoint.host} cannot be reached", reason, next_step)
    return Unreachable(f"{endpoint.host} does not answer", "No connection in time", next_step)


def _check_name(endpoint: Endpoint) -> str:
    tenancy = tenancy_of(endpoint)
    if not tenancy:
        return _CHECK_ADDRESS
    check = f"Check the name of the tenancy, {tenancy}."
    return f"{check} {_INSIDE_ONLY}" if is_inside(endpoint) else check


def _no_tls(words: str, endpoint: Endpoint) -> StoreError:
    if _NO_TLS_SPOKEN.search(words):
        return Unreachable(
            f"{endpoint.host} does not speak https",
            "It answered in plain http, or something else",
            f"Use http://{with_port(endpoint)} as the address, or another port.",
        )
    verify = _VERIFY.search(words)
    if verify:
        return _bad_certificate(verify[1], endpoint)
    return Unreachable(f"No safe connection to {endpoint.host}", words, _CHECK_ADDRESS)


def _bad_certificate(words: str, endpoint: Endpoint) -> StoreError:
    if "has expired" in words:
        return Unreachable(
            f"The certificate of {endpoint.host} has expired",
            "It was good until its last day, if the clock of this machine is right",
            "Tell those who run the store.",
        )
    if "not yet valid" in words:
        return Unreachable(
            f"The certificate of {endpoint.host} is not valid yet",
            "Its first day is still to come, if the clock of this machine is right",
            "Check the clock: date -u.",
        )
    if "mismatch" in words:
        return Unreachable(
            f"The certificate is of another host than {endpoint.host}",
            "The store proves to be somebody else: a wrong address, or somebody in between",
            "Use the name that the certificate is for as the address.",
        )
    return Unreachable(
        f"The certificate of {endpoint.host} is not trusted",
        f"Nobody who is trusted here vouches for it ({words})",
        "If the store has an authority of its own, get its PEM file from those who run it and name "
        "it as ca_file in config.toml, or in SSL_CERT_FILE.",
    )


def _no_http(line: str, endpoint: Endpoint) -> StoreError:
    if line.strip("'\"").startswith(_TLS_RECORD) or "\\x15\\x03" in line:
        return wants_tls(endpoint)
    return NotAStore(
        f"{endpoint.host} does not speak http", "Something else listens there", _CHECK_ADDRESS
    )


def _words(failure: Exception) -> str:
    """Return what the innermost exception says: the outer ones only name their classes."""
    if isinstance(failure, IncompleteRead):
        return "Only the beginning of the answer has come"
    inner = [arg for arg in failure.args if isinstance(arg, Exception)]
    if inner:
        return _words(inner[-1])
    if isinstance(failure, RemoteDisconnected):
        return "The store hung up without an answer"
    return getattr(failure, "strerror", None) or str(failure) or type(failure).__name__
