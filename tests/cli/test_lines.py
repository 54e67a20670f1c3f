"""Lines of a page: each row is worded as if it were the only one."""

from __future__ import annotations

import json
from array import array

from hypothesis import given
from hypothesis import strategies as st

from jos_tui.cli.lines import json_text, plain_text
from jos_tui.core import formats
from jos_tui.core.entry import NO_SIZE, Page

_SIZES = st.just(NO_SIZE) | st.integers(0, 2**62)
_TIMES = st.integers(-1, 120_000) | st.integers(0, 4 * 10**12)
_rows = st.lists(st.tuples(st.text(), _SIZES, _TIMES, st.text("0af-", max_size=5)))


def page_of(rows: list[tuple[str, int, int, str]]) -> Page:
    keys, sizes, times, etags = zip(*rows, strict=True) if rows else ((), (), (), ())
    return Page([f"p/{key}" for key in keys], array("q", sizes), array("q", times), etags)


@given(_rows)
def test_a_line_has_time_size_and_the_whole_name(rows: list[tuple[str, int, int, str]]) -> None:
    expected = ""
    for name, size, modified_ms, _ in rows:
        when = formats.date(modified_ms) if modified_ms > 0 else "-"
        shown = formats.size(size) if size >= 0 else "-"
        expected += f"{when:<16}  {shown:>9}  {name}\n"
    assert plain_text(page_of(rows), "p/") == expected


@given(_rows)
def test_json_has_every_value_exactly(rows: list[tuple[str, int, int, str]]) -> None:
    records = [json.loads(line) for line in json_text(page_of(rows)).splitlines()]
    expected: list[dict[str, object]] = []
    for name, size, modified_ms, etag in rows:
        record: dict[str, object] = {"key": f"p/{name}", "size": size, "etag": etag}
        record["last_modified"] = formats.iso_time(modified_ms)
        expected.append({"prefix": f"p/{name}"} if size == NO_SIZE else record)
    assert records == expected
