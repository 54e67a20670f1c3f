"""The lines of ``ls`` and ``find``: a page of a listing as text.

A page at a time, column by column: a million lines are written in little more than a second.
"""

from __future__ import annotations

from collections.abc import Callable

from jos_tui.cli import output
from jos_tui.core import formats
from jos_tui.core.entry import NO_SIZE, Entry, Page

Text = Callable[[Page], str]

_MINUTE_MS = 60_000
_UNKNOWN = -1
_NOTHING = "-"


def text_of(prefix: str, as_json: bool) -> Text:
    """Return what words a page: for programs, or for people with its keys as below ``prefix``."""
    return json_text if as_json else lambda page: plain_text(page, prefix)


def plain_text(page: Page, prefix: str) -> str:
    """Return a line for each row: time, size, and the key as it is below ``prefix``."""
    minutes = [ms // _MINUTE_MS if ms > 0 else _UNKNOWN for ms in page.modified_ms]
    whens = {minute: _when(minute) for minute in set(minutes)}
    sizes = {size: _size(size) for size in set(page.sizes)}
    names = output.all_as_shown([key[len(prefix) :] for key in page.keys])
    columns = zip(minutes, page.sizes, names, strict=True)
    return "".join([f"{whens[minute]}{sizes[size]}{name}\n" for minute, size, name in columns])


def json_text(page: Page) -> str:
    """Return a line with a JSON object for each row."""
    columns = zip(page.keys, page.sizes, page.modified_ms, page.etags, strict=True)
    return "".join([f"{_json_line(*row)}\n" for row in columns])


def bucket_line(bucket: Entry) -> str:
    """Return the JSON object that stands for a bucket."""
    created = formats.iso_time(bucket.modified_ms)
    return output.as_json({"bucket": bucket.key, "created": created})


def _json_line(key: str, size: int, modified_ms: int, etag: str) -> str:
    if size == NO_SIZE:
        return output.as_json({"prefix": key})
    time = formats.iso_time(modified_ms)
    return output.as_json({"key": key, "size": size, "etag": etag, "last_modified": time})


def _when(minute: int) -> str:
    # The first minute of 1970 has begun: 0 stands for a time that is not known.
    when = _NOTHING if minute == _UNKNOWN else formats.date(minute * _MINUTE_MS or 1)
    return f"{when:<16}  "


def _size(size: int) -> str:
    return f"{formats.size(size) if size >= 0 else _NOTHING:>9}  "
