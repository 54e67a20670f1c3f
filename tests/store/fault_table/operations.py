"""The operations of a store: what each needs, what it does, and how to see whether it was done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import NoSuchBucket, NotFound
from jos_tui.core.location import Location
from jos_tui.store.copying import Original
from jos_tui.store.deleting import Doomed
from jos_tui.store.depth import Depth
from jos_tui.store.store import Store
from jos_tui.store.tagging import header_of
from jos_tui.store.versioning import Versioning

NOW = CancelToken()  # never cancelled
KEYS = ("p/a", "p/b", "p/c", "p/d", "p/e")
BODY = bytes(range(256)) * 20
TAGS = {"project": "CMIP6", "of": "me"}


@dataclass(slots=True)
class Place:
    """A bucket with :data:`KEYS` in it; ``clean`` is a connection that meets no fault."""

    clean: Store
    bucket: str
    upload_id: str = ""
    etag: str = ""

    def keys(self) -> list[str]:
        pages = self.clean.pages(Location(self.bucket), Depth.TREE, NOW)
        return [key for page in pages for key in page.keys]

    def uploads(self) -> list[str]:
        return [one.key for one in self.clean.list_uploads(self.bucket, "", NOW)]

    def parts(self) -> list[int]:
        try:
            parts = list(self.clean.list_parts(self.bucket, "up", self.upload_id, NOW))
        except NotFound:
            return []
        return [part.number for part in parts]

    def content(self, key: str) -> bytes | None:
        try:
            return b"".join(self.clean.read(self.bucket, key, NOW))
        except NotFound:
            return None

    def has_bucket(self, name: str) -> bool:
        return name in {entry.key for entry in self.clean.buckets(NOW)}


@dataclass(frozen=True, slots=True)
class Operation:
    """A method of the store.

    ``call`` returns what it returns; ``is_right`` is whether that is the whole truth. What changes
    the store has ``is_done``: whether the change is there. ``method`` is that of the requests that
    meet the fault, ``has_body`` whether their answers have one.
    """

    name: str
    method: str
    call: Callable[[Store, Place], object]
    is_right: Callable[[object, Place], bool]
    is_done: Callable[[Place], bool] | None = None
    prepare: Callable[[Place], None] = lambda _: None
    has_body: bool = True
    is_paged: bool = False

    def __str__(self) -> str:
        return self.name


def _pages(depth: Depth) -> Callable[[Store, Place], object]:
    def call(store: Store, place: Place) -> object:
        location = Location(place.bucket, "p/")
        pages = store.pages(location, depth, NOW, page_size=2)
        return [key for page in pages for key in page.keys]

    return call


def _begin_upload(place: Place) -> None:
    place.upload_id = place.clean.start_upload(place.bucket, "up", NOW)


def _upload_all(place: Place) -> None:
    _begin_upload(place)
    place.etag = place.clean.put_part(place.bucket, "up", place.upload_id, 1, BODY, NOW)


def _original(place: Place) -> Original:
    stat = place.clean.stat(place.bucket, KEYS[0], NOW)
    return Original(place.bucket, KEYS[0], stat.size, stat.etag)


def _tag(place: Place) -> None:
    place.clean.put(place.bucket, KEYS[0], BODY, NOW, said=header_of(TAGS))


def _keep_versions(place: Place) -> None:
    place.clean.keep_versions(place.bucket, NOW)
    place.clean.put(place.bucket, KEYS[0], b"newer", NOW)
    place.clean.put(place.bucket, KEYS[0], BODY, NOW)


def _old_versions(place: Place) -> list[Doomed]:
    return [
        Doomed(one.key, one.version_id)
        for page in place.clean.versions(Location(place.bucket), NOW)
        for one in page
        if not one.latest
    ]


def _make_room(place: Place) -> None:
    assert place.clean.delete_many(place.bucket, KEYS, NOW) == []


def _is_bucket_gone(place: Place) -> bool:
    try:
        place.keys()
    except NoSuchBucket:
        return True
    return False


_OTHER: Final = "-other"

OPERATIONS: Final = (
    Operation(
        "buckets",
        "GET",
        lambda store, _: [entry.key for entry in store.buckets(NOW)],
        lambda found, place: place.bucket in found,  # type: ignore[operator]
    ),
    Operation(
        "pages of a level",
        "GET",
        _pages(Depth.LEVEL),
        lambda found, _: found == list(KEYS),
        is_paged=True,
    ),
    Operation(
        "pages of a tree",
        "GET",
        _pages(Depth.TREE),
        lambda found, _: found == list(KEYS),
        is_paged=True,
    ),
    Operation(
        "stat",
        "HEAD",
        lambda store, place: store.stat(place.bucket, KEYS[0], NOW).size,
        lambda found, _: found == len(BODY),
        has_body=False,
    ),
    Operation(
        "read",
        "GET",
        lambda store, place: b"".join(store.read(place.bucket, KEYS[0], NOW)),
        lambda found, _: found == BODY,
    ),
    Operation(
        "put",
        "PUT",
        lambda store, place: store.put(place.bucket, "new", BODY, NOW),
        lambda _, place: place.content("new") == BODY,
        lambda place: place.content("new") == BODY,
        has_body=False,
    ),
    Operation(
        "start_upload",
        "POST",
        lambda store, place: store.start_upload(place.bucket, "up", NOW),
        lambda found, place: bool(found) and place.uploads() == ["up"],
        lambda place: place.uploads() == ["up"],
    ),
    Operation(
        "try_comparing",
        "PUT",
        lambda store, place: store.try_comparing(place.bucket, "up", 64 << 20, NOW),
        lambda _, place: place.uploads() == [],
        has_body=False,
    ),
    Operation(
        "put_part",
        "PUT",
        lambda store, place: store.put_part(place.bucket, "up", place.upload_id, 1, BODY, NOW),
        lambda _, place: place.parts() == [1],
        lambda place: place.parts() == [1],
        _begin_upload,
        has_body=False,
    ),
    Operation(
        "complete_upload",
        "POST",
        lambda store, place: store.complete_upload(
            place.bucket, "up", place.upload_id, [place.etag], len(BODY), NOW
        ),
        lambda _, place: place.content("up") == BODY and place.uploads() == [],
        lambda place: place.content("up") == BODY,
        _upload_all,
    ),
    Operation(
        "abort_upload",
        "DELETE",
        lambda store, place: store.abort_upload(place.bucket, "up", place.upload_id),
        lambda _, place: place.uploads() == [],
        lambda place: place.uploads() == [],
        _upload_all,
        has_body=False,
    ),
    Operation(
        "list_parts",
        "GET",
        lambda store, place: [
            part.size for part in store.list_parts(place.bucket, "up", place.upload_id, NOW)
        ],
        lambda found, _: found == [len(BODY)],
        prepare=_upload_all,
    ),
    Operation(
        "list_uploads",
        "GET",
        lambda store, place: [one.key for one in store.list_uploads(place.bucket, "", NOW)],
        lambda found, _: found == ["up"],
        prepare=_upload_all,
    ),
    Operation(
        "versions",
        "GET",
        lambda store, place: [
            one.key for page in store.versions(Location(place.bucket), NOW) for one in page
        ],
        lambda found, _: found == list(KEYS),
    ),
    Operation(
        "versioning",
        "GET",
        lambda store, place: store.versioning(place.bucket, NOW),
        lambda found, _: found is Versioning.ENABLED,
        prepare=_keep_versions,
    ),
    Operation(
        "keep_versions",
        "PUT",
        lambda store, place: store.keep_versions(place.bucket, NOW),
        lambda _, place: place.clean.versioning(place.bucket, NOW) is Versioning.ENABLED,
        lambda place: place.clean.versioning(place.bucket, NOW) is Versioning.ENABLED,
        has_body=False,
    ),
    Operation(
        "copy",
        "PUT",
        lambda store, place: store.copy(_original(place), place.bucket, "new", NOW).size,
        lambda found, place: found == len(BODY) and place.content("new") == BODY,
        lambda place: place.content("new") == BODY,
    ),
    Operation(
        "copy_part",
        "PUT",
        lambda store, place: store.copy_part(
            _original(place), place.bucket, "up", place.upload_id, 1, (0, len(BODY)), NOW
        ),
        lambda _, place: place.parts() == [1],
        lambda place: place.parts() == [1],
        _begin_upload,
    ),
    Operation(
        "described",
        "HEAD",
        lambda store, place: store.described(_original(place), NOW),
        lambda found, _: "content-type" in {str(name).lower() for name in found},  # type: ignore[attr-defined]
        has_body=False,
    ),
    Operation(
        "tags",
        "GET",
        lambda store, place: store.tags(_original(place), NOW),
        lambda found, _: found == TAGS,
        prepare=_tag,
    ),
    Operation(
        "set_tags",
        "PUT",
        lambda store, place: store.set_tags(_original(place), TAGS, NOW),
        lambda _, place: place.clean.tags(_original(place), NOW) == TAGS,
        lambda place: place.clean.tags(_original(place), NOW) == TAGS,
        has_body=False,
    ),
    Operation(
        "delete_versions",
        "POST",
        lambda store, place: store.delete_versions(place.bucket, _old_versions(place), NOW),
        lambda found, place: found == [] and not _old_versions(place),
        lambda place: not _old_versions(place),
        _keep_versions,
    ),
    Operation(
        "delete",
        "DELETE",
        lambda store, place: store.delete(place.bucket, KEYS[0], NOW),
        lambda _, place: place.keys() == list(KEYS[1:]),
        lambda place: place.keys() == list(KEYS[1:]),
        has_body=False,
    ),
    Operation(
        "delete_many",
        "POST",
        lambda store, place: store.delete_many(place.bucket, KEYS[:3], NOW),
        lambda found, place: found == [] and place.keys() == list(KEYS[3:]),
        lambda place: place.keys() == list(KEYS[3:]),
    ),
    Operation(
        "make_bucket",
        "PUT",
        lambda store, place: store.make_bucket(place.bucket + _OTHER, NOW),
        lambda _, place: place.has_bucket(place.bucket + _OTHER),
        lambda place: place.has_bucket(place.bucket + _OTHER),
        has_body=False,
    ),
    Operation(
        "remove_bucket",
        "DELETE",
        lambda store, place: store.remove_bucket(place.bucket, NOW),
        lambda _, place: _is_bucket_gone(place),
        _is_bucket_gone,
        _make_room,
        has_body=False,
    ),
)
