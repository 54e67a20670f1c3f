"""The demo's object store itself: a process that lives exactly as long as its parent wants it.

All objects are kept in memory. The end of the standard input is the order to go, and it also comes
when the parent is killed: then what the demo wrote on the disk is removed, so that nothing is left
behind.
"""

from __future__ import annotations

import asyncio
import importlib
import os
import socket
import sys
import threading
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from jos_tui.demo.scratch import Scratch
from jos_tui.demo.signatures import Keys, Request, refusal
from jos_tui.profiles.secret import Secret

ACCESS_KEY_VARIABLE = "AWS_ACCESS_KEY_ID"
SECRET_KEY_VARIABLE = "AWS_SECRET_ACCESS_KEY"  # noqa: S105 - a name, not a secret

_Scope = MutableMapping[str, Any]
_Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
_Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
_Application = Callable[[_Scope, _Receive, _Send], Awaitable[None]]


def main(scratch: Scratch | None) -> None:
    """Serve on a free port of 127.0.0.1, after writing its number to the standard output."""
    threading.Thread(target=_leave_with_parent, args=(scratch,), daemon=True).start()
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    os.environ["GATEWAY_PORT"] = str(port)
    keys = Keys(os.environ[ACCESS_KEY_VARIABLE], Secret(os.environ[SECRET_KEY_VARIABLE]))
    application = _guarded(importlib.import_module("ministack.app").app, keys)
    _report(port)
    asyncio.run(_serve(application, listener))


def _report(port: int) -> None:
    os.write(sys.stdout.fileno(), b"%d\n" % port)
    # Nobody reads on: a pipe that filled up would stop the server.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _leave_with_parent(scratch: Scratch | None) -> None:
    while os.read(sys.stdin.fileno(), 4096):
        pass
    if scratch is not None:
        scratch.remove()
    os._exit(0)


async def _serve(application: _Application, listener: socket.socket) -> None:
    from hypercorn.asyncio import serve
    from hypercorn.config import Config

    config = Config()
    config.bind = [f"fd://{listener.fileno()}"]
    config.loglevel = "ERROR"
    config.keep_alive_timeout = 300
    config.keep_alive_max_requests = sys.maxsize
    forever = asyncio.Event()
    await serve(application, config, shutdown_trigger=forever.wait)  # type: ignore[arg-type]


def _guarded(application: _Application, keys: Keys) -> _Application:
    """Return the application without its services besides HTTP, refusing strangers."""

    async def app(scope: _Scope, receive: _Receive, send: _Send) -> None:
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
        elif scope["type"] == "http":
            code = refusal(_request(scope), keys)
            if code:
                await _refuse(scope["method"], code, receive, send)
            else:
                await application(scope, receive, send)

    return app


async def _lifespan(receive: _Receive, send: _Send) -> None:
    # ministack's own start-up would run hook scripts and look for containers to remove.
    while True:
        kind = (await receive())["type"]
        await send({"type": f"{kind}.complete"})
        if kind == "lifespan.shutdown":
            return


def _request(scope: _Scope) -> Request:
    headers: dict[str, str] = {}
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]},{value}" if name in headers else value
    path, query = scope["raw_path"], scope["query_string"]
    return Request(scope["method"], path.decode("latin-1"), query.decode("latin-1"), headers)


async def _refuse(method: str, code: str, receive: _Receive, send: _Send) -> None:
    while (await receive()).get("more_body"):
        pass
    body = f"<Error><Code>{code}</Code></Error>".encode()
    headers = [(b"content-type", b"application/xml"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if method == "HEAD" else body})
