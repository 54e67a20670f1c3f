"""HTTP/1.1 messages on asyncio streams: heads, and bodies of each framing."""

from __future__ import annotations

from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from enum import Enum

PIECE = 64 * 1024
HEAD_LIMIT = 1 << 20


class Framing(Enum):
    """How the end of a body is told."""

    NONE = "no body"
    LENGTH = "content-length"
    CHUNKED = "chunked"
    UNTIL_CLOSE = "until close"


@dataclass(frozen=True, slots=True)
class Head:
    """The start line and header fields of a message, as they were sent."""

    start: str
    fields: tuple[tuple[str, str], ...]

    def get(self, name: str) -> str:
        """Return the value of the first field of that name, "" if there is none."""
        return next((value for key, value in self.fields if key.lower() == name), "")

    @property
    def status(self) -> int:
        """The status of a response."""
        return int(self.start.split(" ", 2)[1])

    @property
    def length(self) -> int:
        """The declared length of the body in bytes, 0 if none is declared."""
        return int(self.get("content-length") or 0)

    def without(self, *names: str) -> Head:
        """Return it without the fields of these names (lower case)."""
        kept = tuple(item for item in self.fields if item[0].lower() not in names)
        return Head(self.start, kept)

    def plus(self, fields: Iterable[tuple[str, str]]) -> Head:
        """Return it with these fields instead of any of the same names."""
        added = tuple(fields)
        rest = self.without(*(name.lower() for name, _ in added))
        return Head(self.start, rest.fields + added)

    def encode(self) -> bytes:
        """Return the bytes on the wire, including the empty line."""
        lines = [self.start, *(f"{name}: {value}" for name, value in self.fields), "", ""]
        return "\r\n".join(lines).encode("latin-1")


async def read_head(reader: StreamReader) -> Head | None:
    """Read up to the empty line; None if the peer has closed the connection before."""
    text = b""
    while not text.endswith(b"\r\n\r\n"):
        line = await reader.readline()
        if not line:
            return None
        text += line
    start, *lines = text.decode("latin-1").rstrip("\r\n").split("\r\n")
    pairs = (line.partition(":") for line in lines)
    return Head(start, tuple((name, value.strip()) for name, _, value in pairs))


def request_framing(head: Head) -> Framing:
    """How the body of a request ends."""
    if "chunked" in head.get("transfer-encoding").lower():
        return Framing.CHUNKED
    return Framing.LENGTH if head.length else Framing.NONE


def response_framing(head: Head, method: str) -> Framing:
    """How the body of the response to a request with ``method`` ends."""
    if method == "HEAD" or head.status in (204, 304) or head.status < 200:
        return Framing.NONE
    if "chunked" in head.get("transfer-encoding").lower():
        return Framing.CHUNKED
    return Framing.LENGTH if head.get("content-length") else Framing.UNTIL_CLOSE


async def read_body(reader: StreamReader, head: Head, framing: Framing) -> AsyncIterator[bytes]:
    """Yield the body in pieces, without chunk lines; EOFError if it is cut short."""
    if framing is Framing.LENGTH:
        async for piece in _exactly(reader, head.length):
            yield piece
    elif framing is Framing.CHUNKED:
        while size := int((await reader.readline()).partition(b";")[0] or b"0", 16):
            async for piece in _exactly(reader, size):
                yield piece
            await reader.readexactly(2)
        while (await reader.readline()).strip():
            pass
    elif framing is Framing.UNTIL_CLOSE:
        while piece := await reader.read(PIECE):
            yield piece


async def _exactly(reader: StreamReader, size: int) -> AsyncIterator[bytes]:
    while size:
        piece = await reader.read(min(size, PIECE))
        if not piece:
            raise EOFError("the body is shorter than declared")
        size -= len(piece)
        yield piece


async def write_piece(writer: StreamWriter, piece: bytes, framing: Framing) -> None:
    """Send one piece of a body and wait until the kernel has it."""
    if framing is Framing.CHUNKED:
        piece = b"%x\r\n%s\r\n" % (len(piece), piece)
    writer.write(piece)
    await writer.drain()


async def write_end(writer: StreamWriter, framing: Framing) -> None:
    """Send what tells the end of a body."""
    if framing is Framing.CHUNKED:
        writer.write(b"0\r\n\r\n")
    await writer.drain()
