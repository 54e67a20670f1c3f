from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jos_tui.jobs.engine.parts import MIB
from jos_tui.jobs.engine.verify import EtagKnowledge, Verdict, digest_for
from jos_tui.jobs.model import Check
from jos_tui.jobs.same_content import likely_part_sizes

KNOWN = EtagKnowledge()


def md5(data: bytes) -> str:
    return hashlib.md5(data, usedforsecurity=False).hexdigest()


def multipart_etag(data: bytes, length: int) -> str:
    cut = [data[start : start + length] for start in range(0, len(data), length)]
    digests = b"".join(hashlib.md5(part, usedforsecurity=False).digest() for part in cut)
    return f"{md5(digests)}-{len(cut)}"


@given(st.lists(st.binary(max_size=50), max_size=10))
def test_a_plain_md5_matches_however_the_bytes_come(chunks: list[bytes]) -> None:
    data = b"".join(chunks)
    digest = digest_for(md5(data).upper(), len(data), KNOWN)
    for chunk in chunks:
        digest.update(chunk)
    assert digest.verdict() is Verdict.MATCHES
    assert digest.check is Check.MD5


@given(st.binary(min_size=1, max_size=100), st.data())
def test_one_flipped_bit_is_seen(data: bytes, draw: st.DataObject) -> None:
    digest = digest_for(md5(data), len(data), KNOWN)
    at = draw.draw(st.integers(0, len(data) - 1))
    digest.update(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
    assert digest.verdict() is Verdict.DIFFERS


@pytest.mark.parametrize("length", [5 * MIB, 8 * MIB, 16 * MIB, 7 * MIB])
@pytest.mark.parametrize("chunk", [1 << 20, 777_777])
def test_a_multipart_etag_is_recomputed_for_part_sizes_in_use(length: int, chunk: int) -> None:
    data = bytes(range(256)) * (20 * MIB // 256) + b"end"
    digest = digest_for(multipart_etag(data, length), len(data), KNOWN)
    for start in range(0, len(data), chunk):
        digest.update(data[start : start + chunk])
    assert digest.verdict() is Verdict.MATCHES
    assert digest.check is Check.MULTIPART_ETAG


def test_a_multipart_etag_that_does_not_fit_proves_nothing() -> None:
    digest = digest_for(f"{'0' * 32}-1", 3, KNOWN)
    digest.update(b"abc")
    assert digest.verdict() is Verdict.UNKNOWN


@pytest.mark.parametrize(
    "etag", ["", "opaque", "0" * 31, "0" * 33, "0" * 32 + "-x", "0" * 32 + "-0"]
)
def test_an_etag_of_another_kind_proves_nothing(etag: str) -> None:
    digest = digest_for(etag, 3, KNOWN)
    digest.update(b"abc")
    assert digest.verdict() is Verdict.UNKNOWN
    assert digest.check is Check.SIZE


def test_where_etags_are_known_to_be_no_md5_they_are_not_compared() -> None:
    known = EtagKnowledge()
    known.are_md5 = False
    digest = digest_for("0" * 32, 3, known)
    digest.update(b"abc")
    assert digest.verdict() is Verdict.UNKNOWN


@given(st.integers(1, 1 << 40), st.integers(1, 10_000))
def test_a_likely_part_size_gives_the_number_of_parts(size: int, parts: int) -> None:
    for length in likely_part_sizes(size, parts):
        assert -(-size // length) == parts
