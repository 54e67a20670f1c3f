"""What a user asks for: the beginning of every job, small however much it stands for."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from jos_tui.core.location import Location
from jos_tui.jobs.model import Conflict, JobKind, Selection


class Symlinks(Enum):
    """What becomes of symbolic links in a folder that is uploaded."""

    FOLLOW = "follow"  # where they lead within the folder that was chosen
    SKIP = "skip"


class EmptyFolders(Enum):
    """What becomes of folders without files."""

    LEAVE_OUT = "leave out"
    MARK = "mark"  # with an object of no bytes whose key ends with "/"


class Extra(Enum):
    """What becomes of what is only at the destination."""

    KEEP = "keep"
    DELETE = "delete"


class Originals(Enum):
    """What becomes of what was copied."""

    STAY = "stay"
    GO = "go"  # each as soon as its copy was checked, if it is still what was copied


class Scope(Enum):
    """How much of what is below a selection is meant."""

    CURRENT = "current"  # the objects that a listing shows
    ALL_VERSIONS = "all versions"  # every version, delete marker and unfinished upload
    NONCURRENT = "noncurrent"  # older versions and delete markers: the current objects stay


class KeepBucket(Enum):
    """Whether a bucket that is deleted with all in it is left in place, empty."""

    NO = "no"
    YES = "yes"


@dataclass(frozen=True, slots=True)
class Filters:
    """Globs for what takes part; ``*`` crosses no ``/``, ``**`` does.

    Without ``include`` all does; ``exclude`` wins. A glob without ``/`` is held against the last
    segment of the name, any other against the path below the chosen folder or prefix.
    """

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChosenVersion:
    """One version or delete marker, as the store has listed it.

    ``size`` in bytes, ``modified_ms`` in milliseconds since 1970 UTC; ``etag`` is "" if it is not
    known.
    """

    key: str
    version_id: str
    size: int = 0
    modified_ms: int = 0
    etag: str = ""


class VersionNames(Enum):
    """What the files are called that chosen versions are saved as."""

    DATED = "dated"  # with the time of the version, so that they fall on no current file
    PLAIN = "plain"  # as the object


@dataclass(frozen=True, slots=True)
class GetRequest:
    """Save a selection into a local ``folder`` (absolute, with surrogate escapes).

    ``name`` is the file name for a single object, "" its own. ``extra`` concerns the files below
    the folder that the selection does not name. With ``as_of_ms``, in milliseconds since 1970 UTC,
    the selection stands for what was there at that moment. With ``versions``, which belong to the
    bucket of the selection, only these are saved, and its entries are empty. It is a move if the
    ``originals`` GO: objects are deleted that were saved.
    """

    selection: Selection
    folder: str
    name: str = ""
    conflict: Conflict = Conflict.SKIP
    filters: Filters = field(default_factory=Filters)
    empty_folders: EmptyFolders = EmptyFolders.MARK
    extra: Extra = Extra.KEEP
    as_of_ms: int = 0
    versions: tuple[ChosenVersion, ...] = ()
    version_names: VersionNames = VersionNames.DATED
    originals: Originals = Originals.STAY

    @property
    def kind(self) -> JobKind:
        """A download, or a move to this machine."""
        return JobKind.GET if self.originals is Originals.STAY else JobKind.MOVE_DOWN


@dataclass(frozen=True, slots=True)
class PutRequest:
    """Store ``sources`` (absolute local paths, with surrogate escapes) below ``location``.

    ``name`` takes the place of the own name of a single source; ``contents`` stores what is in
    a single folder rather than the folder. ``extra`` concerns the keys below that folder's prefix
    that it has no file for; with ``trash``, a prefix of the same bucket, these are moved below it
    instead of being deleted, each with its whole key. It is a move if the ``originals`` GO: files
    are deleted that were stored, and folders that are empty then; links stay, and are not followed.
    """

    sources: tuple[str, ...]
    location: Location
    name: str = ""
    contents: bool = False
    conflict: Conflict = Conflict.SKIP
    filters: Filters = field(default_factory=Filters)
    symlinks: Symlinks = Symlinks.FOLLOW
    empty_folders: EmptyFolders = EmptyFolders.LEAVE_OUT
    extra: Extra = Extra.KEEP
    trash: str = ""
    originals: Originals = Originals.STAY

    @property
    def kind(self) -> JobKind:
        """An upload, or a move to the store."""
        return JobKind.PUT if self.originals is Originals.STAY else JobKind.MOVE_UP


@dataclass(frozen=True, slots=True)
class CopyRequest:
    """Copy a selection below ``location``, within one store; move it if the originals GO.

    Names stay what they are below the level of the selection. ``name`` takes the place of the own
    name of a single object or prefix (then without its last ``/``); it may hold ``/``. With
    ``versions``, which belong to the bucket of the selection, only these are copied, and its
    entries are empty: a version that is copied onto its own key is restored.
    """

    selection: Selection
    location: Location
    name: str = ""
    conflict: Conflict = Conflict.SKIP
    originals: Originals = Originals.STAY
    versions: tuple[ChosenVersion, ...] = ()
    new_names: tuple[str, ...] = ()

    @property
    def kind(self) -> JobKind:
        """A copy, or a move."""
        return JobKind.COPY if self.originals is Originals.STAY else JobKind.MOVE


@dataclass(frozen=True, slots=True)
class DeleteRequest:
    """Delete all that a selection stands for.

    A bucket that does not stay goes with everything in it, whatever the ``scope``.
    """

    selection: Selection
    scope: Scope = Scope.CURRENT
    keep_bucket: KeepBucket = KeepBucket.NO

    @property
    def kind(self) -> JobKind:
        """A deletion."""
        return JobKind.DELETE

    @property
    def removes_buckets(self) -> bool:
        """Whether buckets were chosen that do not stay."""
        chosen = self.selection.location.is_bucket_list and self.scope is not Scope.NONCURRENT
        return chosen and self.keep_bucket is KeepBucket.NO

    @property
    def reach(self) -> Scope:
        """How much goes: all of a bucket that does not stay."""
        return Scope.ALL_VERSIONS if self.removes_buckets else self.scope


@dataclass(frozen=True, slots=True)
class ChosenUpload:
    """One unfinished multipart upload, as the store has listed it.

    ``size`` is what its parts hold in bytes, 0 if that is not known.
    """

    key: str
    upload_id: str
    size: int = 0


@dataclass(frozen=True, slots=True)
class DropRequest:
    """Delete exactly these versions and markers of a bucket, and abort exactly these uploads."""

    bucket: str
    versions: tuple[ChosenVersion, ...] = ()
    uploads: tuple[ChosenUpload, ...] = ()

    @property
    def kind(self) -> JobKind:
        """A deletion."""
        return JobKind.DELETE


Request = GetRequest | PutRequest | CopyRequest | DeleteRequest | DropRequest


def only_reads(request: Request) -> bool:
    """Whether a request changes nothing in the store."""
    return isinstance(request, GetRequest) and request.originals is Originals.STAY


def selection_of(request: Request) -> Selection | None:
    """Return the rows a request is about, None for one that names its things otherwise."""
    if isinstance(request, GetRequest | CopyRequest | DeleteRequest):
        return request.selection
    return None


@dataclass(frozen=True, slots=True)
class Options:
    """How a job runs. 0 leaves a choice to the engine.

    ``in_flight`` parts or small files at once, at most 16 for JASMIN's stores; ``part_size`` in
    bytes; ``bandwidth`` in bytes per second, both directions together. ``typed`` is the name that
    has confirmed what is protected, "" if none was needed when it was begun.
    """

    in_flight: int = 0
    part_size: int = 0
    bandwidth: int = 0
    typed: str = ""


@dataclass(frozen=True, slots=True)
class StoreRef:
    """Which connection a job belongs to, without any secret.

    ``source`` is the file the profile was read from, for the next reading; "" if there is none.
    ``endpoint`` is the URL that was chosen. ``anonymous`` is whether requests go out unsigned.
    """

    name: str
    source: str
    endpoint: str
    region: str
    anonymous: bool
