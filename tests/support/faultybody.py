"""What the faults do to a body on its way."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator, Callable

from tests.support.faults import Fault, FaultKind

Strike = Callable[[Fault], None]

REQUEST_FAULTS = frozenset(
    {FaultKind.RESET_REQUEST, FaultKind.STALL_REQUEST, FaultKind.FLIP_SENT_BIT}
)
RESPONSE_FAULTS = frozenset(
    {
        FaultKind.RESET_RESPONSE,
        FaultKind.END_RESPONSE,
        FaultKind.STALL_RESPONSE,
        FaultKind.TRUNCATE,
        FaultKind.FLIP_BIT,
        FaultKind.SLOW_LINK,
    }
)
_SLICES_PER_SECOND = 50
_SHA256 = re.compile(r"[0-9a-f]{64}")


class Ended(Exception):
    """Close the client's connection in order."""


class Reset(Exception):
    """Reset the client's connection."""


class Damaged(Exception):
    """The body is not the one that was signed."""


def faulty(pieces: AsyncIterator[bytes], fault: Fault, strike: Strike) -> AsyncIterator[bytes]:
    """Return the body as the fault lets it through; raises Ended or Reset where it breaks."""
    if fault.kind in {FaultKind.FLIP_BIT, FaultKind.FLIP_SENT_BIT}:
        return _flipped(pieces, fault, strike)
    if fault.kind is FaultKind.SLOW_LINK:
        return _slow(pieces, fault, strike)
    return _broken(pieces, fault, strike)


async def as_signed(pieces: AsyncIterator[bytes], digest: str) -> AsyncIterator[bytes]:
    """Return the body once all of it is here; raises Damaged if it has another SHA-256."""
    body = b"".join([piece async for piece in pieces])
    if _SHA256.fullmatch(digest) and hashlib.sha256(body).hexdigest() != digest:
        raise Damaged
    return _in_one_piece(body)


async def _in_one_piece(body: bytes) -> AsyncIterator[bytes]:
    yield body


async def _broken(
    pieces: AsyncIterator[bytes], fault: Fault, strike: Strike
) -> AsyncIterator[bytes]:
    left = fault.after_bytes
    while left > 0:
        piece = await anext(pieces, b"")
        if not piece:
            return  # shorter than that: nothing to break
        yield piece[:left]
        left -= len(piece)
    strike(fault)
    match fault.kind:
        case FaultKind.RESET_RESPONSE | FaultKind.RESET_REQUEST:
            raise Reset
        case FaultKind.END_RESPONSE:
            raise Ended
        case FaultKind.STALL_RESPONSE | FaultKind.STALL_REQUEST:
            await asyncio.Event().wait()


async def _flipped(
    pieces: AsyncIterator[bytes], fault: Fault, strike: Strike
) -> AsyncIterator[bytes]:
    left = fault.after_bytes
    async for piece in pieces:
        if 0 <= left < len(piece):
            strike(fault)
            yield piece[:left] + bytes([piece[left] ^ 1]) + piece[left + 1 :]
        else:
            yield piece
        left -= len(piece)


async def _slow(pieces: AsyncIterator[bytes], fault: Fault, strike: Strike) -> AsyncIterator[bytes]:
    strike(fault)
    step = max(1, fault.bytes_per_second // _SLICES_PER_SECOND)
    async for piece in pieces:
        for start in range(0, len(piece), step):
            part = piece[start : start + step]
            await asyncio.sleep(len(part) / fault.bytes_per_second)
            yield part
