"""The fast way of reading a page says what the sure way says, or steps back."""

from __future__ import annotations

from urllib.parse import quote, quote_plus
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from minio.datatypes import parse_list_objects
from urllib3 import HTTPResponse

from jos_tui.core.errors import NotAStore
from jos_tui.store.listing_xml import read_fast, read_page, read_surely
from jos_tui.store.xml import ms_of

NAMES = st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=12), max_size=5)
NAMESPACES = st.sampled_from(["", ' xmlns="http://s3.amazonaws.com/doc/2006-03-01/"'])
TIMES = st.sampled_from(
    ["2026-11-22T16:44:30.274Z", "2026-11-22T16:44:30Z", "2026-11-22T16:44:30.274123456Z", "", "?"]
)
ETAGS = st.sampled_from(["&quot;abc&quot;", '"abc-12"', "&#34;x&#34;", "bare", "", "&quot;&quot;"])
EXTRAS = st.sampled_from(
    ["", "<Owner><ID>1</ID><DisplayName>me</DisplayName></Owner>", "<StorageClass>X</StorageClass>"]
)


@st.composite
def documents(draw: st.DrawFn) -> bytes:
    url = draw(st.booleans())
    encode = draw(st.sampled_from([quote, quote_plus])) if url else escape
    names = NAMES if url else st.lists(st.text("ab/ é&<>+%", max_size=12), max_size=5)
    gap = draw(st.sampled_from(["", "\n  "]))
    rows = [
        "".join(
            draw(
                st.permutations(
                    [
                        f"{gap}<Key>{encode(key)}</Key>",
                        f"{gap}<Size>{draw(st.integers(0, 2**50))}</Size>",
                        f"{gap}<LastModified>{draw(TIMES)}</LastModified>",
                        f"{gap}<ETag>{draw(ETAGS)}</ETag>",
                        draw(EXTRAS),
                    ]
                )
            )
        )
        for key in draw(names)
    ]
    groups = [
        f"{gap}<CommonPrefixes>{gap}<Prefix>{encode(prefix)}</Prefix>{gap}</CommonPrefixes>"
        for prefix in draw(names)
    ]
    fields = [
        "<EncodingType>url</EncodingType>" if url else "",
        f"<IsTruncated>{draw(st.sampled_from(['true', 'false']))}</IsTruncated>",
        draw(st.sampled_from(["", "<KeyCount>3</KeyCount>"])),
        draw(st.sampled_from(["", "<NextContinuationToken>a+b/==</NextContinuationToken>"])),
        f"<NextMarker>{encode(draw(st.sampled_from(['', 'a b', 'é'])))}</NextMarker>",
        "<Name>bucket</Name><Prefix>p</Prefix><MaxKeys>1000</MaxKeys>",
    ]
    contents = [f"{gap}<Contents>{row}{gap}</Contents>" for row in rows]
    body = "".join(draw(st.permutations([*fields, *contents, *groups])))
    root = f"<ListBucketResult{draw(NAMESPACES)}>{body}{gap}</ListBucketResult>"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{root}'.encode()


@given(documents())
def test_both_ways_read_the_same(document: bytes) -> None:
    fast = read_fast(document)
    assert fast is None or fast == read_surely(document)


@given(st.lists(st.text("abc/é \n%+", min_size=1), max_size=30))
def test_the_usual_page_takes_the_fast_way(keys: list[str]) -> None:
    rows = "".join(
        f"<Contents><Key>{quote(key)}</Key><LastModified>2026-11-22T16:44:30.274Z</LastModified>"
        "<ETag>&quot;abc&quot;</ETag><Size>7</Size></Contents>"
        for key in keys
    )
    page = read_fast(
        "<ListBucketResult><EncodingType>url</EncodingType><IsTruncated>false</IsTruncated>"
        f"{rows}</ListBucketResult>".encode()
    )
    assert page is not None
    assert list(page.keys) == keys
    assert list(page.etags) == ["abc"] * len(keys)
    assert list(page.sizes) == [7] * len(keys)
    assert list(page.modified_ms) == [1795365870274] * len(keys)


@given(documents())
def test_minio_reads_the_same(document: bytes) -> None:
    page = read_page(document)
    try:
        found, truncated, _, _ = parse_list_objects(HTTPResponse(document))
    except ValueError:
        return  # of a time, about which it is strict
    names = [*page.keys, *page.prefixes]
    assert [row.object_name for row in found] == names
    assert [row.size for row in found[: len(page.keys)]] == list(page.sizes)
    assert [row.etag for row in found[: len(page.keys)]] == list(page.etags)
    assert truncated == page.truncated


@pytest.mark.parametrize("row", ["<Key>a&amp;b&lt;&quot;&apos;&gt;&amp;lt;</Key>"])
def test_the_entities_of_every_xml_take_the_fast_way(row: str) -> None:
    row += "<LastModified>2026-11-22T16:44:30Z</LastModified><ETag>e</ETag><Size>1</Size>"
    document = f"<ListBucketResult><Contents>{row}</Contents></ListBucketResult>".encode()
    page = read_fast(document)
    assert page is not None
    assert list(page.keys) == ["a&b<\"'>&lt;"]
    assert page == read_surely(document)


ROW = "<Key>{}</Key><LastModified></LastModified><ETag>e</ETag><Size>1</Size>"


@pytest.mark.parametrize(
    "rows",
    [
        "<Contents>" + ROW.format("a") + "<Key>b</Key></Contents>",
        f"<Contents>{ROW.format('a')}</Contents><Contents>{ROW.format('b')}<Key>c</Key></Contents>",
        f"<Contents>{ROW.format('a')}</Contents><Contents><Key>b</Key></Contents>",
        f"<Contents>{ROW.format('a')}</Contents><IsTruncated>true</IsTruncated>"
        f"<Contents>{ROW.format('b')}</Contents>",
        f"<Contents>{ROW.format('a')}</Contents><!-- x --><Contents>{ROW.format('b')}</Contents>",
        f"<Contents><Owner>{ROW.format('a')}</Owner></Contents>",
    ],
)
def test_rows_of_another_build_take_the_sure_way(rows: str) -> None:
    assert read_fast(f"<ListBucketResult>{rows}</ListBucketResult>".encode()) is None


@pytest.mark.parametrize(
    "row",
    [
        "<Key>a</Key><Size>1</Size><ETag>e</ETag>",
        "<Key>a</Key><Size>1</Size><LastModified>2026-11-22T16:44:30Z</LastModified>",
        "<Key><![CDATA[a]]></Key><Size>1</Size><LastModified/><ETag/>",
        "<!-- <Key>b</Key> --><Key>a</Key><Size>1</Size><LastModified/><ETag/>",
        '<Key xml:space="preserve">a</Key><Size>1</Size><LastModified/><ETag/>',
        "<Key>&#97;</Key><Size>1</Size><LastModified></LastModified><ETag></ETag>",
    ],
)
def test_an_unusual_row_takes_the_sure_way(row: str) -> None:
    document = f"<ListBucketResult><Contents>{row}</Contents></ListBucketResult>".encode()
    assert read_fast(document) is None
    page = read_page(document)
    assert (list(page.keys), list(page.sizes)) == (["a"], [1])


def test_namespace_prefixes_take_the_sure_way() -> None:
    document = (
        b'<s:ListBucketResult xmlns:s="urn:s3"><s:IsTruncated>true</s:IsTruncated>'
        b"<s:Contents><s:Key>a</s:Key><s:Size>5</s:Size></s:Contents></s:ListBucketResult>"
    )
    assert read_fast(document) is None
    page = read_page(document)
    assert (list(page.keys), list(page.sizes), page.truncated) == (["a"], [5], True)


def test_an_echo_that_is_no_xml_does_not_spoil_the_page() -> None:
    document = (
        b"<ListBucketResult><Prefix>\x1b[31m</Prefix><EncodingType>url</EncodingType>"
        b"<IsTruncated>false</IsTruncated><Contents><Key>%1B%5B31ma</Key><Size>1</Size>"
        b"<LastModified>2026-11-22T16:44:30Z</LastModified><ETag>e</ETag></Contents>"
        b"</ListBucketResult>"
    )
    assert list(read_page(document).keys) == ["\x1b[31ma"]


def test_bytes_that_are_no_utf_8_stay_distinct() -> None:
    document = (
        b"<ListBucketResult><EncodingType>url</EncodingType><CommonPrefixes><Prefix>%FF/</Prefix>"
        b"</CommonPrefixes><CommonPrefixes><Prefix>%FE/</Prefix></CommonPrefixes></ListBucketResult>"
    )
    assert list(read_page(document).prefixes) == ["\udcff/", "\udcfe/"]


@given(st.binary(max_size=80))
def test_garbage_is_no_page(garbage: bytes) -> None:
    with pytest.raises(NotAStore):
        read_page(b"<ListBucketResult>" + garbage.replace(b">", b""))


@pytest.mark.parametrize(
    ("timestamp", "expected"),
    [
        ("1970-01-01T00:00:00Z", 0),
        ("1970-01-01T00:00:01.5Z", 1500),
        ("1970-01-01T00:00:01.123456789Z", 1123),
        ("1970-01-01T00:00:01", 1000),
        ("1970-01-01T01:00:01+01:00", 1000),
        ("yesterday", 0),
        ("", 0),
    ],
)
def test_timestamps_are_milliseconds_of_utc(timestamp: str, expected: int) -> None:
    assert ms_of(timestamp) == expected
