"""The one way in which requests go out: signed by minio, on our connections, by our rules."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TypeVar
from xml.etree.ElementTree import Element, tostring

from urllib3.exceptions import ProtocolError

from jos_tui import __version__
from jos_tui.core.background import CancelToken
from jos_tui.core.errors import BadCredentials, NotAllowed, ReadOnly, StoreError, Unreachable
from jos_tui.profiles.profile import Profile, Rights
from jos_tui.store.connections import Patience
from jos_tui.store.errors import LIBRARY_ERRORS, Situation, explain, is_web_page
from jos_tui.store.http import Exchange, HttpClient, NotXml, Refused
from jos_tui.store.request import Answer, Pace, Request, Timeouts
from jos_tui.store.retry import repeating
from jos_tui.store.signing import SigningClient
from jos_tui.store.tls import tls_context

T = TypeVar("T")

_BODY_LIMIT = 1 << 24
_READING = frozenset({"GET", "HEAD"})
_ROOT = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*)*<(?:[\w.-]+:)?([\w.-]+)", re.DOTALL
)
_EMPTY_ROOT = re.compile(rb"[^<>]*/>\s*")


class Stream:
    """The body of one answer, read piece by piece. ``headers`` ignore case. One thread."""

    def __init__(
        self,
        exchange: Exchange,
        check: Callable[[], None],
        explained: Callable[[Exception], StoreError],
    ) -> None:
        response = exchange.response
        assert response is not None
        self.headers: Mapping[str, str] = response.headers
        self._response = response
        self._check = check
        self._explained = explained

    def read(self, size: int) -> bytes:
        """Return ``size`` bytes as they are stored, fewer only at the end, b"" behind it."""
        problem: StoreError
        try:
            data = self._response.read(size, decode_content=False)
        except LIBRARY_ERRORS as exc:
            problem = self._explained(exc)
        else:
            self._check()
            return data
        self._check()
        raise problem


class Client:
    """A connection to the endpoint of a profile. Does no I/O before the first request. Any thread.

    Whatever goes wrong is raised as a StoreError, or as Cancelled if that was asked for.
    ``denied`` is the last answer that was none to these keys, None since another one came.
    """

    def __init__(self, profile: Profile, timeouts: Timeouts) -> None:
        self.timeouts = timeouts
        self._profile = profile
        self._closing = CancelToken()
        self.denied: NotAllowed | None = None
        self._patience = {
            Pace.PROMPT: Patience(timeouts.connect, timeouts.read),
            Pace.SLOW: Patience(timeouts.connect, timeouts.slow_read),
        }
        self._http = HttpClient(tls_context(profile) if profile.endpoint.secure else None)
        self._minio = _signer(profile, self._http)

    def execute(self, request: Request, cancel: CancelToken) -> Answer:
        """Send a request, read the whole answer and check that it is of the kind asked for."""
        return self._repeating(lambda: self._once(request, cancel), request, cancel)

    @contextmanager
    def stream(self, request: Request, cancel: CancelToken) -> Iterator[Stream]:
        """Send a request and let its answer be read within the ``with`` block."""
        exchange = self._repeating(lambda: self._open(request, cancel), request, cancel)
        try:
            yield Stream(
                exchange,
                check=lambda: self.rest(0, cancel),
                explained=lambda exc: self._explain(exc, request),
            )
        finally:
            self._http.finish(exchange)

    def refusal(self, request: Request, error: Element) -> StoreError:
        """Return what an ``Error`` element inside a longer answer means."""
        return self._explain(Refused(200, {}, tostring(error)), request)

    def close(self) -> None:
        """Drop the connections. Requests under way fail, and so do later ones."""
        self._closing.cancel()
        self._http.clear()

    def rest(self, seconds: float, cancel: CancelToken) -> None:
        """Wait, but not beyond a cancel or the end of the connection, which are raised."""
        if seconds:
            woken = threading.Event()
            forget = [token.on_cancel(woken.set) for token in (cancel, self._closing)]
            woken.wait(seconds)
            for done in forget:
                done()
        cancel.raise_if_cancelled()
        if self._closing.cancelled:
            raise Unreachable("The connection was closed")

    def _repeating(self, attempt: Callable[[], T], request: Request, cancel: CancelToken) -> T:
        problem: StoreError
        try:
            answer = repeating(
                attempt, request.repeat, self.timeouts, lambda seconds: self.rest(seconds, cancel)
            )
        except LIBRARY_ERRORS as exc:
            problem = self._explain(exc, request)
            if isinstance(problem, NotAllowed):
                self.denied = problem
        else:
            self.denied = None
            return answer
        # Raised out here it does not carry the library's exception, nor the frames that hold keys.
        raise problem

    def _explain(self, failure: Exception, request: Request) -> StoreError:
        return explain(failure, Situation(self._profile, request))

    def _once(self, request: Request, cancel: CancelToken) -> Answer:
        exchange = self._open(request, cancel)
        try:
            response = exchange.response
            assert response is not None
            body = response.read(_BODY_LIMIT, decode_content=request.method != "HEAD")
            answer = Answer(response.status, response.headers, body)
        finally:
            self._http.finish(exchange)
        self.rest(0, cancel)
        _check(answer, request.root)
        return answer

    def _open(self, request: Request, cancel: CancelToken) -> Exchange:
        if self._profile.rights is Rights.READ and request.method not in _READING:
            raise ReadOnly
        self.rest(0, cancel)
        exchange = Exchange(self._patience[request.pace], cancel, self._closing)
        exchange.damaged = request.damaged
        try:
            with self._http.carry(exchange):
                # minio's public calls refuse names that S3 allows, retry by rules of their own and
                # lose what the server said; it is wanted for the address and what is signed.
                self._minio.send(request)
        except BaseException:
            self._http.finish(exchange)
            raise
        return exchange


def _signer(profile: Profile, http: HttpClient) -> SigningClient:
    if not profile.anonymous and profile.secret_key is None:
        raise BadCredentials(
            "There is no secret key", "", f"Add it to {profile.source or 'your settings'}."
        )
    problem: StoreError
    try:
        client = SigningClient(
            profile.endpoint.host,
            access_key=profile.access_key or None,
            secret_key=profile.secret_key.reveal() if profile.secret_key else None,
            session_token=profile.session_token.reveal() if profile.session_token else None,
            secure=profile.endpoint.secure,
            region=profile.region or "us-east-1",
            http_client=http,
        )
    except ValueError as exc:
        problem = Unreachable(
            "This store address cannot be used", str(exc), "Check the address and the region."
        )
    else:
        client.set_app_info("jos-tui", __version__)
        return client
    raise problem


def _check(answer: Answer, root: str) -> None:
    """Raise what a success that is none amounts to: an error inside, a web page, a cut answer."""
    body = answer.body
    if is_web_page(body):
        raise NotXml(answer.status, body)
    found = _ROOT.match(body)
    if found is not None and found[1] == b"Error":
        raise Refused(answer.status, answer.headers, body)
    if not root:
        return
    if not body.strip():
        raise ProtocolError("The answer is empty")
    if body.rfind(b"<") > body.rfind(b">"):
        raise ProtocolError("The answer is cut off")
    if found is None:
        raise NotXml(answer.status, body)
    if found[1].removesuffix(b"Result") != root.removesuffix("Result").encode():
        raise NotXml(answer.status, body)
    closing = (b"</" + found[1] + b">", b":" + found[1] + b">")
    if not (body.rstrip().endswith(closing) or _EMPTY_ROOT.fullmatch(body, found.end())):
        raise ProtocolError("The answer is cut off")
