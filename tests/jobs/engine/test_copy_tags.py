"""The tags of an object are its copy's too, or it is not copied and that is said."""

from __future__ import annotations

import os
from collections.abc import Mapping

from jos_tui.core.location import Location
from jos_tui.jobs.engine.copy_tags import TagsUnread
from jos_tui.jobs.model import Check, Selection
from jos_tui.jobs.request import CopyRequest, Options, Originals
from jos_tui.store.copying import Original
from jos_tui.store.tagging import header_of
from tests.jobs.engine.engine_bench import NOW, EngineBench
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind, Request, s3_error

MIB = 1 << 20
XML = {"Content-Type": "application/xml"}
PARTS = Options(part_size=5 * MIB)


def moved(bench: EngineBench) -> CopyRequest:
    """Ask for all in the root to be moved below ``to/``."""
    chosen = Selection(Location(bench.bucket), tuple(bench.rows()))
    return CopyRequest(chosen, Location(bench.bucket, "to/"), originals=Originals.GO)


def is_copy(request: Request) -> bool:
    return "x-amz-copy-source" in request.headers


TAGS = {"project": "CMIP6", "of whom": "ç <&> co"}


def tags(bench: EngineBench, key: str) -> Mapping[str, str]:
    return bench.store.tags(Original(bench.bucket, key, 0), NOW)


def test_tags_go_with_a_copy_in_parts(engine_bench: EngineBench) -> None:
    bench = engine_bench
    bench.store.put(bench.bucket, "a", os.urandom(11 * MIB), NOW, said=header_of(TAGS))
    report = bench.done(moved(bench), PARTS)
    assert report.checks == {Check.MULTIPART_ETAG: 1}
    assert tags(bench, "to/a") == TAGS


def test_an_object_whose_tags_may_not_be_read_is_copied_whole_by_the_store(
    engine_bench: EngineBench, proxy: FaultProxy
) -> None:
    bench = engine_bench
    bench.store.put(bench.bucket, "a", os.urandom(11 * MIB), NOW, said=header_of(TAGS))
    refused = proxy.inject(forbidden("GET", "tagging"))
    with bench.again(proxy.endpoint) as again:
        assert again.done(moved(bench), PARTS).checks == {Check.ETAG: 1}
    assert proxy.struck(refused) == 1
    assert tags(bench, "to/a") == TAGS


def test_tags_that_may_not_be_read_are_not_lost_where_only_this_computer_could_copy(
    engine_bench: EngineBench, proxy: FaultProxy
) -> None:
    bench = engine_bench
    bench.store.put(bench.bucket, "a", b"1", NOW, said=header_of(TAGS))
    proxy.inject(forbidden("GET", "tagging"))
    proxy.inject(Fault(FaultKind.CANNED, is_copy, None, 0, 501, XML, s3_error("NotImplemented")))
    with bench.again(proxy.endpoint) as again:
        [failure] = again.done(moved(bench)).failures
    assert isinstance(failure.error, TagsUnread)
    assert (bench.keys(), tags(bench, "a")) == (["a"], TAGS)


def forbidden(method: str, word: str) -> Fault:
    def meets(request: Request) -> bool:
        return request.method == method and word in request.query

    return Fault(FaultKind.CANNED, meets, None, 0, 403, XML, s3_error("AccessDenied"))
