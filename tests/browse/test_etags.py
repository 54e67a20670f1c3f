from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from jos_tui.browse.etags import EtagColumn

_md5 = st.text("0123456789abcdef", min_size=32, max_size=32)
_etag = (
    _md5
    | st.builds("{}-{}".format, _md5, st.integers(0, 10_000_000))
    | st.just("")
    | st.text(min_size=1)
    | st.sampled_from(["A" * 32, "0" * 31 + " ", "0" * 33, "0" * 31, "0" * 30 + "٣٣"])
)


@given(st.lists(_etag), st.data())
def test_every_etag_comes_back_exactly(etags: list[str], data: st.DataObject) -> None:
    column = EtagColumn()
    keys = [f"key{number}" for number in range(len(etags))]
    column.splice(0, 0, [], keys, etags)
    expected = list(zip(keys, etags, strict=True))
    start = data.draw(st.integers(0, len(etags)))
    stop = data.draw(st.integers(start, len(etags)))
    new = [(f"new{number}", etag) for number, etag in enumerate(data.draw(st.lists(_etag)))]

    column.splice(start, stop, keys[start:stop], [key for key, _ in new], [etag for _, etag in new])
    expected[start:stop] = new

    assert [column.get(index, key) for index, (key, _) in enumerate(expected)] == [
        etag for _, etag in expected
    ]


@given(st.lists(_md5, min_size=1))
def test_a_page_of_plain_md5_etags_comes_back_exactly(etags: list[str]) -> None:
    column = EtagColumn()
    keys = [f"key{number}" for number in range(len(etags))]

    column.splice(0, 0, [], keys, etags)

    assert [column.get(index, key) for index, key in enumerate(keys)] == etags


@given(st.integers(0, 5), st.lists(_md5, max_size=5))
def test_a_page_of_rows_without_etags_comes_back_as_such(none: int, before: list[str]) -> None:
    column, etags = EtagColumn(), [*before, *[""] * none]
    keys = [f"key{number}" for number in range(len(etags))]
    column.splice(0, 0, [], keys[: len(before)], before)
    column.append([], keys[len(before) :], etags[len(before) :])

    assert [column.get(index, key) for index, key in enumerate(keys)] == etags


@given(st.lists(_md5, min_size=1), st.lists(_etag, min_size=1), st.data())
def test_plain_etags_come_back_exactly_when_others_follow_and_when_they_are_copied(
    plain: list[str], others: list[str], data: st.DataObject
) -> None:
    column, etags = EtagColumn(), [*plain, *others]
    keys = [f"key{number}" for number in range(len(etags))]
    column.splice(0, 0, [], keys[: len(plain)], plain)
    column.append([], keys[len(plain) :], others)
    start = data.draw(st.integers(0, len(etags)))
    stop = data.draw(st.integers(start, len(etags)))

    copied = column.without_rows()
    copied.extend_from(column, 0, start)
    copied.append(keys[start:stop], [], [])
    copied.extend_from(column, stop, len(etags))

    kept = [*zip(keys, etags, strict=True)]
    del kept[start:stop]
    assert [column.get(index, key) for index, key in enumerate(keys)] == etags
    assert [copied.get(index, key) for index, (key, _) in enumerate(kept)] == [
        etag for _, etag in kept
    ]
