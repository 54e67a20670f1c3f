from __future__ import annotations

import sys

from jos_tui.browse.listing_model import Change, ListingModel, LoadState
from jos_tui.browse.ordering import Direction, Order, SortBy
from jos_tui.core.entry import Entry, Kind
from jos_tui.core.errors import JosError
from jos_tui.core.location import Location
from tests.browse.rows import LEVEL, PREFIX, all_rows, model_of, names, numbered, obj, page, sub

BY_SIZE = Order(SortBy.SIZE)


def test_a_new_listing_is_empty_and_loading() -> None:
    model = ListingModel(LEVEL)

    assert (len(model), model.total, model.state) == (0, 0, LoadState.LOADING)
    assert model.row_of("data/a") is None
    assert model.row_near("data/a") is None
    assert model.selection(0) == ()


def test_rows_come_back_as_they_were_listed() -> None:
    entries = [
        obj("a.nc", 17, 1_700_000_000_123, "0123456789abcdef0123456789abcdef"),
        obj("b.nc", 0, 0, "0123456789abcdef0123456789abcdef-12"),
        sub("c"),
        obj("d", 1 << 45, 5, "not-an-md5"),
    ]

    assert all_rows(model_of(*entries)) == entries


def test_rows_without_a_size_are_buckets_in_the_list_of_buckets() -> None:
    model = ListingModel(Location())
    bucket = Entry("b1", Kind.BUCKET, modified_ms=7)

    model.apply(page([bucket]))

    assert all_rows(model) == [bucket]


def test_a_page_in_name_order_changes_only_the_rows_behind() -> None:
    model = ListingModel(LEVEL)

    first = model.apply(page(numbered(1_000)))
    second = model.apply(page(numbered(1_000, 1_000)))

    assert (first, second) == (Change(0, 1_000), Change(1_000, 2_000))
    assert names(model) == [f"{number:08d}" for number in range(2_000)]


def test_pages_that_come_while_sorted_take_their_places() -> None:
    model = ListingModel(LEVEL)
    model.set_order(BY_SIZE)

    model.apply(page([obj("a", 5), obj("b", 1), sub("c")]))
    model.apply(page([obj("d", 3), sub("e"), obj("f", 1)]))

    assert names(model) == ["c/", "e/", "b", "f", "d", "a"]


def test_pages_that_come_while_filtered_show_only_what_fits() -> None:
    model = ListingModel(LEVEL)
    model.set_filter("tas")

    model.apply(page([obj("pr_1"), obj("tas_1")]))
    change = model.apply(page([obj("zz_pr"), obj("zz_tas")]))

    assert names(model) == ["tas_1", "zz_tas"]
    assert change == Change(1, 2)
    assert model.total == 4


def test_a_page_out_of_key_order_is_sorted_in() -> None:
    model = ListingModel(LEVEL)

    model.apply(page([obj("m"), obj("c")]))
    model.apply(page([obj("x"), obj("a"), obj("m", 99)]))
    model.finish()

    assert names(model) == ["a", "c", "m", "x"]
    assert model.entry(2).size == 99


def test_an_empty_page_changes_nothing() -> None:
    model = model_of(obj("a"))

    change = model.apply(page([]))

    assert change.first == change.stop
    assert names(model) == ["a"]


def test_a_refresh_replaces_rows_as_its_pages_arrive() -> None:
    model = model_of(obj("a"), obj("b"), obj("c"), obj("d"))

    model.restart()
    assert names(model) == ["a", "b", "c", "d"]
    model.apply(page([obj("a", 2), obj("b2")]))
    assert names(model) == ["a", "b2", "c", "d"]
    model.apply(page([obj("c")]))
    model.finish()

    assert names(model) == ["a", "b2", "c"]
    assert model.entry(0).size == 2


def test_a_refresh_that_finds_nothing_leaves_nothing() -> None:
    model = model_of(obj("a"))

    model.restart()
    model.finish()

    assert (names(model), model.state) == ([], LoadState.COMPLETE)


def test_a_stopped_refresh_keeps_the_rows_it_did_not_reach() -> None:
    model = model_of(obj("a"), obj("b"), obj("c"))

    model.restart()
    model.apply(page([obj("b")]))
    model.stop()

    assert (names(model), model.state) == (["b", "c"], LoadState.STOPPED)


def test_a_failed_listing_keeps_what_came_and_why() -> None:
    model = ListingModel(LEVEL)
    error = JosError("No answer")

    model.apply(page([obj("a")]))
    model.fail(error)

    assert (names(model), model.state, model.error) == (["a"], LoadState.FAILED, error)


def test_marks_outlive_sort_filter_and_refresh() -> None:
    model = model_of(obj("a", 1), obj("b", 20), obj("c", 300))
    model.mark_between(0, 1)

    model.set_order(Order(SortBy.SIZE, Direction.DESCENDING))
    model.set_filter("c")
    model.restart()
    model.apply(page([obj("0"), obj("b", 21), obj("c", 300)]))
    model.finish()

    assert model.selection(0) == (obj("b", 21),)
    assert (model.marked_count, model.marked_bytes) == (1, 21)


def test_marks_of_removed_rows_are_gone() -> None:
    model = model_of(obj("a", 1), obj("b", 20))
    model.mark_all()

    model.remove(["data/a", "data/unknown"])

    assert (model.marked_count, model.marked_bytes) == (1, 20)


def test_marks_go_by_what_is_visible() -> None:
    model = model_of(obj("a.nc"), obj("b.nc"), obj("c.txt"), sub("d"))
    model.set_filter(".nc")

    model.mark_all()
    model.set_filter("")
    model.invert_marks()

    assert [entry.name for entry in model.selection(0)] == ["c.txt", "d/"]


def test_a_glob_marks_and_unmarks_whole_names() -> None:
    model = model_of(obj("tas_1.nc"), obj("pr_1.nc"), obj("tas.txt"), sub("tas_2.zarr"))

    model.mark_matching("*.nc")
    model.mark_matching("*.ZARR")
    model.mark_matching("*.zarr")
    model.unmark_matching("PR*")
    model.unmark_matching("pr*")

    assert [entry.name for entry in model.selection(0)] == ["tas_1.nc", "tas_2.zarr/"]


def test_keys_mark_their_rows_in_any_order_of_the_rows_and_whatever_is_visible() -> None:
    model = model_of(obj("a", 1), obj("b", 3), obj("c", 2), sub("d"))
    model.set_order(BY_SIZE)
    model.set_filter("a")

    model.mark_keys([f"{PREFIX}b", f"{PREFIX}d/", f"{PREFIX}gone", "elsewhere"])

    assert [entry.name for entry in model.selection(0)] == ["b", "d/"]
    assert model.marked_bytes == 3


def test_toggling_twice_changes_nothing() -> None:
    model = model_of(obj("a", 3), obj("b", 4))

    assert model.toggle_mark(1) == Change(1, 2)
    assert model.is_marked("data/b")
    assert not model.is_marked("data/a")
    model.toggle_mark(1)

    assert (model.marked_count, model.marked_bytes) == (0, 0)
    assert model.selection(0) == (obj("a", 3),)


def test_the_selection_counts_marked_rows_that_are_filtered_out() -> None:
    model = model_of(obj("a"), obj("b"))
    model.toggle_mark(0)
    model.set_filter("b")

    assert model.selection(0) == (obj("a"),)


def test_what_was_just_written_is_shown_in_its_place() -> None:
    model = model_of(obj("a"), obj("c"))

    change = model.upsert([obj("b", 7), obj("c", 8)])

    assert names(model) == ["a", "b", "c"]
    assert [entry.size for entry in all_rows(model)] == [1, 7, 8]
    assert change == Change(1, 3)


def test_what_was_written_further_down_is_shown_as_its_prefix() -> None:
    model = model_of(obj("a"))

    model.upsert([obj("sub/deep/x"), obj("sub/y"), obj("other//z")])

    assert all_rows(model) == [obj("a"), sub("other"), sub("sub")]


def test_what_was_written_elsewhere_is_not_shown() -> None:
    model = model_of(obj("a"))

    model.upsert([Entry("elsewhere/b", Kind.OBJECT, 1), Entry("bucket", Kind.BUCKET)])

    assert names(model) == ["a"]


def test_new_buckets_are_shown_in_the_list_of_buckets_only() -> None:
    model = ListingModel(Location())

    model.upsert([Entry("new", Kind.BUCKET), Entry("key", Kind.OBJECT, 1)])

    assert [entry.key for entry in all_rows(model)] == ["new"]


def test_a_row_replaced_in_place_changes_only_itself() -> None:
    model = model_of(*numbered(100))

    assert model.upsert([obj("00000040", 9)]) == Change(40, 41)


def test_many_scattered_rows_are_put_in_and_taken_out_again() -> None:
    model = model_of(*numbered(5_000))
    before = all_rows(model)
    scattered = [obj(f"{number * 5:08d}x", etag="odd") for number in range(1_000)]

    model.upsert(scattered)
    assert model.total == 6_000
    assert names(model) == sorted(names(model))
    assert model.entry(1).etag == "odd"
    model.remove([entry.key for entry in scattered])

    assert all_rows(model) == before


def test_a_page_reconciles_what_was_written_ahead_of_the_listing() -> None:
    model = ListingModel(LEVEL)
    model.apply(page([obj("a")]))
    model.upsert([obj("z", 1)])

    change = model.apply(page([obj("b"), obj("c")]))
    assert names(model) == ["a", "b", "c", "z"]
    assert change == Change(1, 4)
    model.apply(page([obj("z", 2)]))
    model.finish()

    assert names(model) == ["a", "b", "c", "z"]
    assert model.entry(3).size == 2


def test_the_cursor_finds_its_row_or_the_nearest() -> None:
    model = model_of(obj("a"), obj("c"), obj("e"))

    assert model.row_of("data/c") == 1
    assert model.row_near("data/b") == 1
    assert model.row_near("data/zzz") == 2
    model.set_filter("e")
    assert model.row_of("data/c") is None
    assert model.row_near("data/c") == 0


def test_a_key_that_is_gone_has_no_place_in_an_order_by_size() -> None:
    model = model_of(obj("a", 1), obj("c", 3), obj("e", 2))
    model.set_order(BY_SIZE)

    assert model.row_near("data/b") is None
    assert model.row_near("data/c") == 2


def test_a_million_keys_take_up_to_150_bytes_each() -> None:
    per_key_in_thousands = 100
    model = ListingModel(LEVEL)
    digest = "0123456789abcdef0123456789abcdef"
    for start in range(0, per_key_in_thousands * 1_000, 1_000):
        model.apply(
            page(
                [
                    obj(f"tas_Amon_HadGEM3_{number:08d}", number, number, digest)
                    for number in range(start, start + 1_000)
                ]
            )
        )
    columns = model._columns
    etags = columns._etags
    held = [columns.names, columns.sizes, columns.modified_ms, etags._digests, etags._parts]

    size = sum(map(sys.getsizeof, held)) + sum(map(sys.getsizeof, columns.names))

    assert not etags._others
    assert size / model.total <= 140


def test_names_at_the_level_may_be_anything() -> None:
    odd = ["", " ", ".", "..", "\n", "[red]", "é", "\x1b[2J", "名前", "a" * 900]
    model = model_of(*[obj(name) for name in odd])

    assert names(model) == sorted(odd)
    assert all(model.row_of(PREFIX + name) is not None for name in odd)


def test_a_change_of_nothing_is_nothing() -> None:
    assert model_of(obj("a")).remove([]) == Change(0, 0)
