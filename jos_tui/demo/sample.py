"""The sample data of the demo: five buckets, the same every time."""

from __future__ import annotations

from collections.abc import Iterator

from jos_tui.core.background import CancelToken
from jos_tui.demo.climate_data import climate_objects, scenario_objects
from jos_tui.demo.field_notes import field_notes
from jos_tui.demo.filling import SampleObject, put_all
from jos_tui.demo.odd_names import ODD_KEYS
from jos_tui.store.store import Store

CLIMATE_DATA = "climate-data"
FIELD_NOTES = "field-notes"
ODD_NAMES = "odd-names"
STATION_ARCHIVE = "station-archive"
TEST_BUCKET = "test-bucket-minio"
BUCKETS = (CLIMATE_DATA, FIELD_NOTES, ODD_NAMES, STATION_ARCHIVE, TEST_BUCKET)

BIG_PREFIX = "hourly/"
BIG_PREFIX_KEYS = 20_000

_TEXT = "text/plain; charset=utf-8"


def quick(store: Store, cancel: CancelToken) -> None:
    """Make the buckets and all but the big prefix. Blocks; raises StoreError or Cancelled."""
    for bucket in BUCKETS:
        store.make_bucket(bucket, cancel)
    put_all(store, TEST_BUCKET, _test_objects(), cancel)
    put_all(store, ODD_NAMES, _odd_objects(), cancel)
    field_notes(store, FIELD_NOTES, cancel)
    put_all(store, STATION_ARCHIVE, _archive_objects(), cancel)
    put_all(store, CLIMATE_DATA, climate_objects(), cancel)
    put_all(store, CLIMATE_DATA, scenario_objects(), cancel)


def big_prefix(store: Store, cancel: CancelToken) -> None:
    """Put the 20,000 keys of ``station-archive/hourly/``: half a minute or so.

    Blocks, so it wants a thread of its own; raises StoreError or Cancelled.
    """
    put_all(store, STATION_ARCHIVE, hourly_objects(), cancel)


def hourly_objects() -> Iterator[SampleObject]:
    """Yield the objects of the big prefix."""
    for number in range(BIG_PREFIX_KEYS):
        station, hour = divmod(number, 1000)
        kelvin = 280 + (7 * station + 3 * hour) % 100 / 10
        row = f"hour,temperature_k\n{hour},{kelvin}\n".encode()
        yield SampleObject(f"{BIG_PREFIX}station-{station:02d}-{hour:04d}.csv", row, "text/csv")


def _archive_objects() -> Iterator[SampleObject]:
    text = f"Below {BIG_PREFIX} there are {BIG_PREFIX_KEYS:,} small objects on one level.\n"
    yield SampleObject("README.txt", text.encode(), _TEXT)
    for year in range(2010, 2025):
        rows = "".join(f"{month},{280 + month % 7}\n" for month in range(1, 13))
        yield SampleObject(
            f"yearly/{year}.csv", f"month,temperature_k\n{rows}".encode(), "text/csv"
        )


def _odd_objects() -> Iterator[SampleObject]:
    for key, what_is_odd in ODD_KEYS:
        yield SampleObject(key, what_is_odd.encode(), _TEXT)


def _test_objects() -> Iterator[SampleObject]:
    yield SampleObject("delete-me.txt", b"This bucket is here to be deleted.\n", _TEXT)
    for number in range(24):
        yield SampleObject(
            f"runs/{number // 8}/log-{number:02d}.txt", b"Nothing of value.\n", _TEXT
        )
