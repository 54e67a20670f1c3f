"""What a request is called, and what is wrong with it before anything is planned."""

from __future__ import annotations

import errno
import os
from collections.abc import Sequence
from pathlib import Path

from jos_tui.core import formats
from jos_tui.core.entry import FEW_ROWS, Kind
from jos_tui.core.errors import LocalError
from jos_tui.core.location import Location, base_name
from jos_tui.core.text import printable, printable_name
from jos_tui.jobs.local_disk import local_error
from jos_tui.jobs.model import Conflict, Selection
from jos_tui.jobs.planning.across import check_move_down, check_move_up
from jos_tui.jobs.planning.copy import refusal_of
from jos_tui.jobs.planning.globs import Globs
from jos_tui.jobs.planning.refusals import is_allowed, is_text
from jos_tui.jobs.planning.sources import own_name
from jos_tui.jobs.planning.turns import in_turns, renamings_of
from jos_tui.jobs.request import (
    ChosenUpload,
    ChosenVersion,
    CopyRequest,
    DeleteRequest,
    DropRequest,
    Extra,
    GetRequest,
    KeepBucket,
    Originals,
    PutRequest,
    Request,
    Scope,
)


def title_of(request: Request) -> str:
    """Return a title such as ``Delete old.nc`` or ``Download 3 items of s3://bucket/``."""
    match request:
        case GetRequest(originals=Originals.GO):
            return f"Move {_saved(request)} to {printable_name(request.folder)}"
        case GetRequest():
            return f"Download {_saved(request)}"
        case DeleteRequest():
            return _deletion(request)
        case DropRequest():
            return _drop(request)
        case CopyRequest():
            return _copy_title(request)
        case PutRequest():
            what = formats.plural(len(request.sources), "item")
            if len(request.sources) == 1:
                what = printable_name(own_name(request.sources[0]))
            verb = "Upload" if request.originals is Originals.STAY else "Move"
            return f"{verb} {what} to {printable(request.location.uri)}"


def check(request: Request) -> None:
    """Raise JosError for what can be seen not to work. Blocks on the disk, asks no store."""
    match request:
        case DropRequest():
            _check_drop(request)
        case GetRequest():
            _check_get(request)
        case PutRequest():
            _check_put(request)
        case CopyRequest():
            _check_copy(request)


def _copy_title(request: CopyRequest) -> str:
    selection, to = request.selection, printable(request.location.uri)
    if request.versions:
        what = formats.plural(len(request.versions), "version")
        if len(request.versions) == 1:
            what = printable_name(base_name(request.versions[0].key))
        if request.location == selection.location and not request.name:
            return f"Restore {what}"
        return f"Copy {what} to {to}"
    what = _what(selection)
    if request.new_names:
        to = printable_name(request.new_names[0])
        return f"Rename {what} to {to}" if selection.count == 1 else f"Rename {what}"
    if request.name:
        to = printable(request.location.uri + request.name)
    if request.originals is Originals.STAY:
        return f"Copy {what} to {to}"
    if request.name and request.location == selection.location:
        return f"Rename {what} to {printable_name(request.name)}"
    return f"Move {what} to {to}"


def _deletion(request: DeleteRequest) -> str:
    what = _what(request.selection)
    if request.scope is Scope.NONCURRENT:
        return f"Delete older versions of {what}"
    whole_buckets = request.selection.location.is_bucket_list
    if whole_buckets and request.keep_bucket is KeepBucket.YES:
        return f"Empty {what}"
    with_versions = request.scope is Scope.ALL_VERSIONS and not whole_buckets
    return f"Delete {what}{' with all versions' if with_versions else ''}"


def _drop(request: DropRequest) -> str:
    chosen: Sequence[ChosenVersion | ChosenUpload] = (*request.versions, *request.uploads)
    numbers = {"version": len(request.versions), "unfinished upload": len(request.uploads)}
    what = " and ".join(formats.plural(number, noun) for noun, number in numbers.items() if number)
    keys = {one.key for one in chosen}
    where = printable_name(keys.pop()) if len(keys) == 1 else printable(request.bucket)
    return f"Delete {what or 'nothing'} of {where}"


def _saved(request: GetRequest) -> str:
    if request.versions:
        return versions_text(request.versions, request.selection)
    then = f" as of {formats.date(request.as_of_ms)} UTC" if request.as_of_ms else ""
    return f"{_what(request.selection)}{then}"


def versions_text(versions: Sequence[ChosenVersion], selection: Selection) -> str:
    """Return ``1 version of data.nc`` or ``3 versions of s3://bucket/``, printable."""
    number = formats.plural(len(versions), "version")
    keys = {version.key for version in versions}
    one = printable_name(base_name(keys.pop())) if len(keys) == 1 else ""
    return f"{number} of {one or printable(selection.location.uri)}"


def _what(selection: Selection) -> str:
    if selection.count == 1:
        entry = selection.entries[0]
        return printable_name(entry.name or selection.location.uri)
    if selection.location == Location():
        return formats.plural(selection.count, "bucket")
    items = formats.plural(selection.count, "item")
    return f"{items} of {printable(selection.location.uri)}"


def _check_get(request: GetRequest) -> None:
    Globs(request.filters)
    _check_extra(request)
    _check_versions(request)
    _check_folder(Path(request.folder))
    if request.originals is Originals.GO:
        check_move_down(request)
    if not request.name:
        return
    chosen = request.selection
    is_one_object = chosen.count == 1 and chosen.entries[0].kind is Kind.OBJECT
    if not is_one_object and len(request.versions) != 1:
        raise LocalError("A new name is only for a single object", next_step="Leave it out.")
    if request.name in {".", ".."} or "/" in request.name or "\0" in request.name:
        raise LocalError(
            f"{printable_name(request.name)} cannot be the name of a file",
            "It is a folder, or contains what no name may",
        )


def _check_versions(request: GetRequest) -> None:
    if any(not one.version_id for one in request.versions):
        raise LocalError("A version cannot be saved without its id", next_step="List them again.")
    if request.versions and (request.selection.count or request.extra is Extra.DELETE):
        raise LocalError("Versions are saved by themselves", next_step="Choose nothing else.")


def _check_folder(folder: Path) -> None:
    if not folder.is_absolute():
        raise LocalError(f"{printable_name(str(folder))} is no absolute path")
    try:
        there = _first_there(folder)
        if not there.is_dir():
            error = NotADirectoryError(errno.ENOTDIR, "There is a file of this name")
            raise local_error(error, str(there))
    except (OSError, ValueError) as exc:
        raise _local_error(exc, str(folder)) from exc
    if not is_allowed(str(there), os.W_OK | os.X_OK):
        raise LocalError(
            f"Not allowed to write to {printable_name(str(there))}",
            next_step="Choose another folder, or check its permissions.",
        )


def _first_there(folder: Path) -> Path:
    for path in (folder, *folder.parents):
        try:
            path.stat()
        except FileNotFoundError:
            if path.is_symlink():
                raise
            continue
        return path
    return Path("/")


def _check_put(request: PutRequest) -> None:
    Globs(request.filters)
    _check_extra(request)
    if request.location.is_bucket_list:
        raise LocalError("Files cannot be stored beside buckets", next_step="Choose a bucket.")
    if not request.sources:
        raise LocalError("There is nothing to upload", next_step="Choose files or folders.")
    if len(request.sources) > 1 and (request.name or request.contents):
        raise LocalError(
            "Only a single file or folder can be stored under another name",
            next_step="Upload them one by one.",
        )
    if not is_text(request.name):
        raise LocalError(f"{printable_name(request.name)} is no name in UTF-8")
    folders = [_is_folder(source) for source in request.sources]
    if not (request.name or request.contents or all(map(own_name, request.sources))):
        raise LocalError("The root of the disk has no name", next_step="Give it one.")
    if request.contents and not folders[0]:
        raise LocalError(f"{printable_name(request.sources[0])} is no folder")
    if request.originals is Originals.GO:
        check_move_up(request)
    if request.extra is Extra.DELETE and not any(folders):
        raise LocalError("Only a folder can be compared with what is in the store")


def _check_drop(request: DropRequest) -> None:
    """Refuse what has no id: without one the object itself would be deleted."""
    if any(not one.version_id for one in request.versions):
        raise LocalError("A version cannot be deleted without its id", next_step="List them again.")
    if any(not one.upload_id for one in request.uploads):
        raise LocalError("An upload cannot be dropped without its id", next_step="List them again.")


def _is_folder(source: str) -> bool:
    if not Path(source).is_absolute():
        raise LocalError(f"{printable_name(source)} is no absolute path")
    try:
        Path(source).stat()
    except (OSError, ValueError) as exc:
        raise _local_error(exc, source) from exc
    return Path(source).is_dir()


def _local_error(error: OSError | ValueError, path: str) -> LocalError:
    """Return an error in words; a ValueError is about a character that no path may have."""
    if isinstance(error, ValueError):
        error = OSError(errno.EINVAL, str(error))
    return local_error(error, path)


def _check_copy(request: CopyRequest) -> None:
    selection = request.selection
    if request.location.is_bucket_list:
        raise LocalError("Nothing can be stored beside buckets", next_step="Choose a bucket.")
    if not (selection.count or request.versions):
        raise LocalError("There is nothing to copy", next_step="Choose objects or prefixes.")
    if selection.location.is_bucket_list and request.originals is Originals.GO:
        raise LocalError(
            "A bucket cannot be moved or renamed",
            "No store knows how to do that",
            "Make a new bucket, copy what is in the old one, and delete it.",
        )
    if request.name and max(selection.count, len(request.versions)) != 1:
        raise LocalError("A new name is only for one object or prefix", next_step="Leave it out.")
    if request.versions and request.originals is Originals.GO:
        raise LocalError("Versions cannot be moved", next_step="Copy them.")
    if request.new_names:
        _check_renames(request)
        return
    for row in selection.entries[:FEW_ROWS] if not request.versions else ():
        if error := refusal_of(request, row):
            raise error


def _check_renames(request: CopyRequest) -> None:
    selection = request.selection
    is_move = request.originals is Originals.GO and request.location == selection.location
    if not is_move or request.conflict is not Conflict.ASK or request.name or request.versions:
        raise LocalError("New names are for rows that stay on their level", "", "Move them first.")
    if len(request.new_names) != selection.count:
        raise LocalError("The new names are not as many as the old ones")
    if not selection.apart:  # else planning does it, when the rows are there
        in_turns(renamings_of(request))


def _check_extra(request: GetRequest | PutRequest) -> None:
    if request.extra is Extra.DELETE and request.conflict is Conflict.KEEP_BOTH:
        raise LocalError(
            "Keeping both and deleting what is too much contradict each other",
            next_step="Choose one of them.",
        )
