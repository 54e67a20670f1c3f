"""Store addresses: reading what people type, JASMIN's hosts, and which candidate answers."""

from __future__ import annotations

import ipaddress
import queue
import re
import socket
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import ProfileError
from jos_tui.profiles.profile import Endpoint, Profile

_INSIDE = ".s3.jc.rl.ac.uk"
_OUTSIDE = ".s3-ext.jc.rl.ac.uk"
_SWARM_CONTENT_PORT = 81
_DEFAULT_PORTS = {"http": 80, "https": 443}
_TENANCY = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_EXAMPLES = "Type a JASMIN tenancy name such as cedadev-o, or an address such as https://host:9000."

_CONNECT_SECONDS = 2.0
# Once a later candidate has answered, how long an earlier, preferred one may still take.
_HEAD_START_SECONDS = 0.5


def parse_endpoint(text: str) -> tuple[Endpoint, ...]:
    """Return the endpoints a typed or configured address stands for, the preferred one first.

    Reads a URL, ``host[:port]``, or the bare name of a JASMIN tenancy. Without a scheme, port 443
    or none is https, port 80 http, another port http on this machine itself and https elsewhere;
    JASMIN hosts are http inside and https outside. A host inside JASMIN is followed by its https
    counterpart outside; nothing is ever turned from https to http. Raises ProfileError, whose text
    repeats at most the host of a URL: people paste keys into the wrong field.
    """
    scheme, rest = _split_scheme(text.strip())
    _refuse_more_than_a_host(scheme, rest)
    host, port = _split_port(rest)
    if not scheme and port is None and _is_tenancy_name(host):
        return Endpoint(host + _INSIDE, secure=False), Endpoint(host + _OUTSIDE, secure=True)
    tenancy = _tenancy_of_host(host)
    if tenancy and port == _SWARM_CONTENT_PORT:
        raise ProfileError(
            "Port 81 is not the object store",
            "Swarm's web page for managing content answers there",
            f"Type {tenancy}, or the address without :81.",
        )
    scheme = scheme or _usual_scheme(host, port)
    explicit_port = "" if port in (None, _DEFAULT_PORTS[scheme]) else f":{port}"
    endpoint = Endpoint(host + explicit_port, secure=scheme == "https")
    if is_inside(endpoint) and not explicit_port:
        return endpoint, Endpoint(tenancy + _OUTSIDE, secure=True)
    return (endpoint,)


def tenancy_of(endpoint: Endpoint) -> str:
    """Return the JASMIN tenancy an endpoint belongs to, "" if it is not one of JASMIN's."""
    return _tenancy_of_host(_without_port(endpoint))


def place_at(endpoints: Sequence[Endpoint]) -> str:
    """Return what tells stores apart: the JASMIN tenancy or the host; "" if there is no address."""
    return (tenancy_of(endpoints[0]) or endpoints[0].host) if endpoints else ""


def is_inside(endpoint: Endpoint) -> bool:
    """Whether the endpoint is a JASMIN host that only JASMIN's own network can reach."""
    return bool(tenancy_of(endpoint)) and _without_port(endpoint).endswith(_INSIDE)


def other_side(endpoint: Endpoint) -> Endpoint | None:
    """Return the same JASMIN tenancy for the other side: outside for inside and back.

    None where there is no other side: a store that is not JASMIN's, or a port of its own.
    """
    tenancy = tenancy_of(endpoint)
    if not tenancy or endpoint.host != _without_port(endpoint):
        return None
    if is_inside(endpoint):
        return Endpoint(tenancy + _OUTSIDE, secure=True)
    return Endpoint(tenancy + _INSIDE, secure=False)


def with_port(endpoint: Endpoint) -> str:
    """Return the host with its port, also where that is the usual one."""
    parts = urlsplit(endpoint.url)
    if parts.port is not None:
        return endpoint.host
    return f"{endpoint.host}:{_DEFAULT_PORTS[parts.scheme]}"


def is_in_the_clear(profile: Profile) -> bool:
    """Whether what is signed with the keys can be read on its way to the preferred endpoint.

    Not on this machine, nor inside JASMIN, where the store speaks http alone.
    """
    if profile.anonymous or not profile.endpoints:
        return False
    endpoint = profile.endpoint
    is_near = _is_loopback(_without_port(endpoint)) or is_inside(endpoint)
    return not endpoint.secure and not is_near


def portal_keys_url(tenancy: str) -> str:
    """Return the page of the JASMIN object store portal that makes new keys for a tenancy."""
    return f"https://s3-portal.jasmin.ac.uk/object-store/{tenancy}/create-keys"


def looks_like_tenancy(name: str) -> str:
    """Return the tenancy a name most likely means (``noc_msm_o`` → ``noc-msm-o``), otherwise "".

    Only names that end in ``-o`` or ``_o``, as nearly all tenancies do, are taken for one.
    """
    tenancy = name.lower().replace("_", "-")
    return tenancy if tenancy.endswith("-o") and _TENANCY.fullmatch(tenancy) else ""


def with_endpoint(profile: Profile, text: str) -> Profile:
    """Return the profile at another address, or an incomplete one completed with it.

    Raises ProfileError as parse_endpoint does.
    """
    return replace(profile, endpoints=parse_endpoint(text), assumed=False)


def choose_endpoint(profile: Profile, cancel: CancelToken) -> Profile:
    """Return the profile with the endpoint that answers first in line.

    With fewer than two candidates nothing is asked. Otherwise tries to connect (TCP only) to all
    at once and blocks for at most 2 seconds; if none answers, the profile comes back unchanged, so
    that the first real request reports what is wrong. Any thread. Raises Cancelled.
    """
    if len(profile.endpoints) < 2:
        return profile
    answers: _Answers = queue.SimpleQueue()
    forget = cancel.on_cancel(lambda: answers.put(None))
    try:
        for rank, endpoint in enumerate(profile.endpoints):
            threading.Thread(
                target=_try, args=(rank, endpoint, answers), name="endpoint-probe", daemon=True
            ).start()
        best = _best_rank(len(profile.endpoints), answers, cancel)
    finally:
        forget()
    chosen = profile.endpoints[best]
    others = tuple(endpoint for endpoint in profile.endpoints if endpoint != chosen)
    return replace(profile, endpoints=(chosen, *others))


# Rank and whether it answered; None wakes the reader after a cancel.
_Answers = queue.SimpleQueue[tuple[int, bool] | None]


def _try(rank: int, endpoint: Endpoint, answers: _Answers) -> None:
    parts = urlsplit(endpoint.url)
    port = parts.port or _DEFAULT_PORTS[parts.scheme]
    try:
        with socket.create_connection((parts.hostname, port), timeout=_CONNECT_SECONDS):
            answered = True
    except (OSError, UnicodeError):
        answered = False
    answers.put((rank, answered))


def _best_rank(count: int, answers: _Answers, cancel: CancelToken) -> int:
    deadline = time.monotonic() + _CONNECT_SECONDS
    waiting = set(range(count))
    best = count
    while any(rank < best for rank in waiting):
        try:
            answer = answers.get(timeout=max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            break
        cancel.raise_if_cancelled()
        if answer is None:
            continue
        rank, answered = answer
        waiting.discard(rank)
        if answered and rank < best:
            best = rank
            deadline = min(deadline, time.monotonic() + _HEAD_START_SECONDS)
    return best if best < count else 0


def _split_scheme(text: str) -> tuple[str, str]:
    scheme, separator, rest = text.partition("://")
    if not separator:
        return "", text
    if scheme.lower() not in _DEFAULT_PORTS:
        raise ProfileError(
            "A store address begins with http:// or https://",
            "s3:// names a bucket, not the store it is in" if scheme.lower() == "s3" else "",
            _EXAMPLES,
        )
    return scheme.lower(), rest


def _refuse_more_than_a_host(scheme: str, rest: str) -> None:
    if "@" in rest:
        raise ProfileError(
            "A store address holds no user name and no password",
            "Keys belong into a credentials file",
            "Type only the part behind the @.",
        )
    if not re.search(r"[?#]|/[^/]", rest):
        return
    host = re.split(r"[/?#]", rest)[0]
    is_url = scheme and re.fullmatch(r"[A-Za-z0-9_.-]+(:[0-9]{1,5})?", host)
    raise ProfileError(
        "A store address ends behind the host and its port",
        "Buckets, keys and web pages are not part of it",
        f"Type only {scheme}://{host}, then open the bucket." if is_url else _EXAMPLES,
    )


def _split_port(rest: str) -> tuple[str, int | None]:
    """Return the checked host in lower case, and the port if one was given."""
    text = rest.rstrip("/").lower()
    if not text:
        raise ProfileError("No store address was given", "", _EXAMPLES)
    host, colon, port = text.rpartition(":")
    if not colon or text.endswith("]"):
        host, port = text, ""
    if not _is_host(host):
        raise ProfileError(
            "This is not a store address",
            "A host name holds letters, digits, hyphens and dots; an IPv6 address needs brackets",
            _EXAMPLES,
        )
    if not colon or text.endswith("]"):
        return host, None
    if not re.fullmatch(r"[0-9]{1,5}", port) or not 0 < int(port) < 65536:
        raise ProfileError(
            "The port of this store address is not usable",
            "A port is a number from 1 to 65535",
            _EXAMPLES,
        )
    return host, int(port)


def _is_host(text: str) -> bool:
    host = text.lower()
    if host.startswith("[") and host.endswith("]"):
        return isinstance(_address(host), ipaddress.IPv6Address)
    return len(host) < 254 and all(_LABEL.fullmatch(label) for label in host.split("."))


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return None


def _is_loopback(host: str) -> bool:
    address = _address(host)
    if address is not None:
        return address.is_loopback
    return host == "localhost" or host.endswith(".localhost")


def _is_tenancy_name(host: str) -> bool:
    return host != "localhost" and bool(_TENANCY.fullmatch(host))


def _tenancy_of_host(host: str) -> str:
    for domain in (_INSIDE, _OUTSIDE):
        tenancy = host.removesuffix(domain)
        if tenancy != host and _TENANCY.fullmatch(tenancy):
            return tenancy
    return ""


def _usual_scheme(host: str, port: int | None) -> str:
    if port in (80, 443):
        return "http" if port == 80 else "https"
    if _tenancy_of_host(host):
        return "http" if host.endswith(_INSIDE) else "https"
    return "http" if port is not None and _is_loopback(host) else "https"


def _without_port(endpoint: Endpoint) -> str:
    return urlsplit(endpoint.url).hostname or ""
