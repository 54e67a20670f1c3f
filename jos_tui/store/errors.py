"""From what the libraries raise and the server says to errors that tell people what to do."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from urllib.parse import urlsplit
from xml.etree.ElementTree import ParseError

from urllib3.exceptions import HTTPError

from jos_tui.core.errors import (
    BadCredentials,
    ClockSkew,
    NotAllowed,
    NotAStore,
    StoreError,
)
from jos_tui.profiles.endpoint import portal_keys_url, tenancy_of
from jos_tui.profiles.profile import Endpoint, Profile
from jos_tui.store.codes import EXPIRED, Meaning, meaning_of
from jos_tui.store.http import NotXml, Refused
from jos_tui.store.lean_minio import MinioException
from jos_tui.store.request import Request
from jos_tui.store.wire_errors import explain_wire, wants_tls

LIBRARY_ERRORS = (
    Refused,
    NotXml,
    MinioException,
    HTTPError,
    HTTPException,
    ParseError,
    ValueError,
    OSError,
)
"""Everything the libraries below are known to raise, UnicodeError and ssl.SSLError included."""

_CODE = re.compile(rb'<(?:\w+:)?Code>\s*([^<]*?)\s*</|"Code"\s*:\s*"([^"]*)"')
_MESSAGE = re.compile(rb'<(?:\w+:)?Message>\s*([^<]*?)\s*</|"Message"\s*:\s*"([^"]*)"')
_REGION = re.compile(rb"<(?:\w+:)?Region>\s*([\w-]+)\s*</")
_WEB_PAGE = re.compile(
    rb"\s*(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL
)
_TLS_PORT = re.compile(
    rb"http request (?:was sent )?to (?:an? )?https (?:server|port)", re.IGNORECASE
)
_QUOTE_LIMIT = 200
_SETTINGS = "your settings"


@dataclass(frozen=True, slots=True)
class Situation:
    """Who wanted what when it failed."""

    profile: Profile
    request: Request

    @property
    def endpoint(self) -> Endpoint:
        """Where the request went."""
        return self.profile.endpoint

    @property
    def tenancy(self) -> str:
        """The JASMIN tenancy, "" elsewhere."""
        return tenancy_of(self.endpoint)

    @property
    def target(self) -> str:
        """The URI of what the request is about."""
        return f"s3://{self.request.bucket}/{self.request.key}"

    @property
    def to_do(self) -> str:
        """What the request is for, to follow "may not" or "how to"."""
        request = self.request
        if not request.bucket:
            return "list the buckets"
        reads = request.method in {"GET", "HEAD"}
        if request.key:
            verb = "read" if reads else "delete" if request.method == "DELETE" else "write"
            return f"{verb} objects in {request.bucket}"
        if "delete" in request.query:
            return f"delete several objects of {request.bucket} at once"
        verb = "list" if reads else "remove" if request.method == "DELETE" else "make"
        return f"{verb} the bucket {request.bucket}"


def code_of(refused: Refused) -> str:
    """Return the S3 error code of an answer whatever its content type, "" if it has none."""
    return _first(_CODE, refused.body)


def meaning_of_refusal(refused: Refused, *, about_object: bool) -> Meaning | None:
    """Return what an answer means, None if it says nothing to us."""
    message = _first(_MESSAGE, refused.body)
    return meaning_of(refused.status, code_of(refused), message, about_object=about_object)


def is_web_page(body: bytes) -> bool:
    """Whether a body is HTML."""
    return _WEB_PAGE.match(body) is not None


def explain(failure: Exception, situation: Situation) -> StoreError:
    """Return the error that tells the user about a failed request."""
    if isinstance(failure, Refused):
        return _explain_refusal(failure, situation)
    if isinstance(failure, NotXml):
        return _not_a_store(failure.body, failure.status, situation)
    if isinstance(failure, UnicodeError):
        return StoreError(
            "This name cannot be sent to the store", "It is not valid Unicode", "Rename it."
        )
    return explain_wire(failure, situation.endpoint, situation.request)


def _first(pattern: re.Pattern[bytes], body: bytes) -> str:
    match = pattern.search(body)
    if match is None:
        return ""
    text = next(group for group in match.groups() if group is not None)
    return html.unescape(text.decode("utf-8", "replace"))


def _explain_refusal(refused: Refused, situation: Situation) -> StoreError:
    status, code, message = refused.status, code_of(refused), _first(_MESSAGE, refused.body)
    if _TLS_PORT.search(refused.body):
        return wants_tls(situation.endpoint)
    if not code:
        location = refused.headers.get("location", "")
        if 300 <= status < 400 and location:
            return _redirected(location, status, situation)
        if status < 500 and is_web_page(refused.body):
            return _not_a_store(refused.body, status, situation)
    region = refused.headers.get("x-amz-bucket-region", "") or _first(_REGION, refused.body)
    if code == "AuthorizationHeaderMalformed" and not region:
        code = "SignatureDoesNotMatch"
    meaning = meaning_of(status, code, message, about_object=bool(situation.request.key))
    if meaning is None:
        return StoreError(
            f"The store refused this: {code or status}", _quoted(message), code=code, status=status
        )
    reason = _reason(meaning, refused.headers, message, region, situation)
    next_step = _next_step(meaning, situation)
    title = _fill(meaning.title, situation)
    return meaning.error(title, reason, next_step, code=code, status=status)


def _reason(
    meaning: Meaning, headers: Mapping[str, str], message: str, region: str, situation: Situation
) -> str:
    if meaning.error is ClockSkew:
        return _measured_skew(headers) or meaning.reason
    if meaning.error is StoreError and region:
        return f"The store says it is in {region}"
    return _fill(meaning.reason, situation) or _quoted(message)


def _next_step(meaning: Meaning, situation: Situation) -> str:
    anonymous = situation.profile.anonymous
    if anonymous and issubclass(meaning.error, NotAllowed):
        return "You are connected without keys, which opens public data only: use your keys."
    words = _fill(meaning.next_step, situation)
    if not situation.tenancy:
        return words
    source = situation.profile.source or _SETTINGS
    renewal = f"make a new one at {portal_keys_url(situation.tenancy)} and put it into {source}."
    if meaning.error is BadCredentials:
        return f"{'' if meaning is EXPIRED else words} JASMIN keys expire: {renewal}".lstrip()
    if meaning.error is NotAllowed:
        return (
            "On JASMIN only those named in a bucket's policy may use it: ask its owner. "
            f"If nothing works any more the key may have expired: {renewal}"
        )
    return words


def _fill(words: str, situation: Situation) -> str:
    return words.format(
        bucket=situation.request.bucket,
        target=situation.target,
        source=situation.profile.source or _SETTINGS,
        to_do=situation.to_do,
    )


def _quoted(message: str) -> str:
    text = " ".join(message.split())
    if len(text) > _QUOTE_LIMIT:
        text = text[:_QUOTE_LIMIT] + "…"
    return f"The store says: {text}" if text else ""


def _measured_skew(headers: Mapping[str, str]) -> str:
    try:
        theirs = parsedate_to_datetime(headers.get("date", "")).timestamp()
    except (TypeError, ValueError):
        return ""
    minutes = round((time.time() - theirs) / 60)
    if minutes == 0:
        return ""
    return f"It is {abs(minutes)} minutes {'ahead of' if minutes > 0 else 'behind'} the store's"


def _redirected(location: str, status: int, situation: Situation) -> StoreError:
    parts = urlsplit(location)
    here = urlsplit(situation.endpoint.url)
    if parts.scheme == "https" and here.scheme == "http" and parts.hostname == here.hostname:
        return wants_tls(situation.endpoint)
    return NotAStore(
        "This address leads elsewhere",
        f"{here.netloc} sends everybody on to {parts.netloc or 'another page'}",
        "Check the address of the store; behind a login page, log in first.",
        status=status,
    )


def _not_a_store(body: bytes, status: int, situation: Situation) -> StoreError:
    host = situation.endpoint.host
    if is_web_page(body):
        what = "A web page came back: maybe the login page of a network, a proxy, or another port"
    else:
        what = "What came back is not the XML of S3"
    return NotAStore(
        f"{host} does not answer like an object store",
        what,
        "Check the address and the port of the store.",
        status=status,
    )
