"""A bucket that keeps versions: notes that were changed and deleted, and an upload left behind."""

from __future__ import annotations

from jos_tui.core.background import CancelToken
from jos_tui.store.store import Store

_DAYS = ("Monday", "Tuesday", "Wednesday")
_PART = b"station,value\n" + b"A1,273.15\n" * 100_000
_TEXT = "text/plain; charset=utf-8"


def field_notes(store: Store, bucket: str, cancel: CancelToken) -> None:
    """Fill an empty bucket. Blocks; raises StoreError or Cancelled."""
    store.keep_versions(bucket, cancel)
    for number, day in enumerate(_DAYS, 1):
        for week in (1, 2):
            text = "".join(f"{each}: sunny\n" for each in _DAYS[:number])
            _write(store, bucket, f"week-{week}/notes.txt", text, cancel)
        _write(store, bucket, f"week-1/{day.lower()}.csv", f"hour,value\n9,{number}\n", cancel)
    for key in ("week-1/monday.csv", "week-2/notes.txt"):
        store.delete(bucket, key, cancel)
    _write(store, bucket, "README.txt", "This bucket keeps more than it lists.\n", cancel)
    for key in ("week-2/", "week-3/"):
        store.put(bucket, key, b"", cancel)
    _write(store, bucket, "week-2/tuesday.csv", "hour,value\n9,2\n", cancel)
    upload = store.start_upload(bucket, "week-3/stations.csv", cancel, content_type="text/csv")
    store.put_part(bucket, "week-3/stations.csv", upload, 1, _PART, cancel)


def _write(store: Store, bucket: str, key: str, text: str, cancel: CancelToken) -> None:
    store.put(bucket, key, text.encode(), cancel, content_type=_TEXT)
