"""How keys become file names: the only place where the name of a downloaded file is decided.

A key may hold anything; a path below a folder may not. Segment by segment, what cannot be or must
not be a file name is percent-escaped, as in URLs and so reversibly:

- control characters (C0, DEL, C1) and lone surrogates, which a shell or terminal could act on;
- ``.`` and ``..`` → ``%2E``, ``%2E%2E``; an empty segment (``a//b``, ``/a``) → ``%2F``;
- the dot of ``.name.jos-part``: so are downloads called until they are complete, and what has
  such a name may be taken for a leftover and removed; and that of the file that keeps what the
  names here are in the store;
- ``%`` where two hexadecimal digits follow, so that an escape is never ambiguous;
- ``~`` where a hash follows, which marks the names described next.

A folder whose name a file has taken (keys ``a`` and ``a/b``) gets ``%2F`` appended. What is still
taken, or longer than 255 bytes in UTF-8, ends in ``~`` and a hash of the key, before its extension.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import count
from pathlib import PurePosixPath

from jos_tui.core.location import SEPARATOR, base_name, parent_prefix

LONGEST_NAME = 255
"""How many bytes a file name may have, in UTF-8."""

PART_SUFFIX = ".jos-part"
"""What the name of an unfinished download ends in; it begins with a dot."""

NAMES_FILE = ".jos-names.jsonl"
"""The file in a folder that keeps which of its names are others in the store."""

_EMPTY = "%2F"
_HASH_DIGITS = 32
_TO_ESCAPE = re.compile(
    "[\x00-\x1f\x7f-\x9f\ud800-\udfff]|%(?=[0-9A-Fa-f]{2})"
    f"|~(?=[0-9a-f]{{{_HASH_DIGITS}}}(?:[.]|$))"
)
_LONGEST_EXTENSION = 16


def safe_name(segment: str) -> str:
    """Return the file name for one segment of a key; other segments have other names.

    It may be over-long; it is never empty, ``.`` or ``..`` and has no control character.
    """
    if not segment:
        return _EMPTY
    if segment in {".", ".."}:
        return "%2E" * len(segment)
    name = _TO_ESCAPE.sub(lambda match: _percent(match[0]), segment)
    if is_ours(name):
        return f"%2E{name[1:]}"
    return name


def is_ours(name: str) -> bool:
    """Whether a file is called like an unfinished download, or like the file of exact names."""
    folded = name.casefold()
    return folded == NAMES_FILE or (folded.startswith(".") and folded.endswith(PART_SUFFIX))


def shortened(name: str, source: str, limit: int = LONGEST_NAME) -> str:
    """Return ``name`` in at most ``limit`` bytes.

    An over-long one becomes its beginning, a hash of ``source``, and its extension.
    """
    if len(_utf8(name)) <= limit:
        return name
    return _hashed(name, source, limit)


def numbered(name: str, number: int) -> str:
    """Return ``data (2).nc`` for ``data.nc`` and 2; ``.tar.gz`` and the like stay together."""
    return _with_mark(name, f" ({number})")


def dated(name: str, modified_ms: int) -> str:
    """Return ``data.2026-03-01T12-00-00.nc`` for ``data.nc`` and that time, given in milliseconds
    since 1970 UTC. An over-long name is shortened; without a time it is the name itself.
    """
    if modified_ms <= 0:
        return name
    time = datetime.fromtimestamp(modified_ms // 1000, UTC).strftime("%Y-%m-%dT%H-%M-%S")
    return _with_mark(name, f".{time}")


class LocalNames:
    """Gives every key of one download a path of its own below the chosen folder.

    No two keys share a path, no file's path is also a folder's, and the same keys in the same
    order get the same paths. ``fold_case``: the folder's file system takes ``A`` and ``a``, or
    composed and decomposed letters, for the same name. Remembers every path it gave, a few
    hundred bytes each. Not thread-safe.
    """

    def __init__(self, *, fold_case: bool = False) -> None:
        self._fold_case = fold_case
        self._owners: dict[str, str] = {}
        self._folders: dict[str, str] = {}

    def path_for(self, key: str) -> PurePosixPath:
        """Return the relative path for a key below the chosen level.

        A key that ends in ``/`` is a folder; "" is the chosen folder itself.
        """
        return PurePosixPath(self.text_for(key))

    def text_for(self, key: str) -> str:
        """Like :meth:`path_for`, as text with ``/``; the chosen folder itself is ""."""
        if not key or key.endswith(SEPARATOR):
            return self._folder(key)
        return self._claim(self._folder(parent_prefix(key)), base_name(key), key)

    def text_for_content(self, key: str) -> str:
        """Return the path of a file, in its folder, for the bytes of a key that ends in ``/``."""
        return self._claim(self._folder(key), "", key)

    def has_given(self, path: str) -> bool:
        """Whether a path, as text with ``/``, is that of a file or folder named before."""
        return self._folded(path) in self._owners

    def _folder(self, prefix: str) -> str:
        if not prefix:
            return ""
        found = self._folders.get(prefix)
        if found is None:
            parent = self._folder(parent_prefix(prefix))
            found = self._claim(parent, base_name(prefix)[:-1], prefix, suffix=_EMPTY)
            self._folders[prefix] = found
        return found

    def _claim(self, parent: str, segment: str, owner: str, suffix: str = "") -> str:
        for name in _candidates(segment, owner, suffix):
            path = _joined(parent, name)
            if self._owners.setdefault(self._folded(path), owner) == owner:
                return path
        raise AssertionError  # the candidates never end

    def _folded(self, path: str) -> str:
        if not self._fold_case:
            return path
        folded = unicodedata.normalize("NFD", path).casefold()
        return unicodedata.normalize("NFC", folded)


class OrderedNames:
    """Gives keys that come in the order of a listing the same paths as :class:`LocalNames`.

    Where the file system tells ``A`` from ``a``, only a file whose key the next key begins with
    can be in its way. So this remembers the last key and no more. Not thread-safe.

    ``last`` and ``files`` are the :attr:`state` of another one, to go on from.
    """

    def __init__(self, last: str = "", files: Sequence[int] = ()) -> None:
        self._last = last
        self._files = [last[:length] for length in files]
        self._folders: list[tuple[str, str]] = []

    @property
    def state(self) -> tuple[str, list[int]]:
        """The last key, and the lengths of those of its beginnings that are keys of files."""
        return self._last, [len(key) for key in self._files]

    def text_for(self, key: str) -> str:
        """Return the relative path for a key, with ``/``; a key that ends in ``/`` is a folder."""
        self._step_to(key)
        if not key or key.endswith(SEPARATOR):
            return self._folder(key)
        return self._file(parent_prefix(key), base_name(key), key)

    def text_for_content(self, key: str) -> str:
        """Return the path of a file, in its folder, for the bytes of a key that ends in ``/``."""
        self._step_to(key)
        return self._file(key, "", key)

    def _step_to(self, key: str) -> None:
        self._last = key
        while self._files and not key.startswith(self._files[-1]):
            self._files.pop()
        while self._folders and not key.startswith(self._folders[-1][0]):
            self._folders.pop()

    def _file(self, prefix: str, segment: str, key: str) -> str:
        path = _joined(self._folder(prefix), shortened(safe_name(segment), key))
        if key not in self._files[-1:]:
            self._files.append(key)
        return path

    def _folder(self, prefix: str) -> str:
        known, path = self._folders[-1] if self._folders else ("", "")
        while len(known) < len(prefix):
            end = prefix.index(SEPARATOR, len(known)) + 1
            segment, known = prefix[len(known) : end - 1], prefix[:end]
            path = _joined(path, self._folder_name(segment, known))
            self._folders.append((known, path))
        return path

    def _folder_name(self, segment: str, prefix: str) -> str:
        name = safe_name(segment)
        # The hash in a shortened name is that of a folder, so that no file can have it.
        taken = prefix[:-1] in self._files and len(_utf8(name)) <= LONGEST_NAME
        return shortened(name + _EMPTY if taken else name, prefix)


def _joined(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name


def _candidates(segment: str, owner: str, suffix: str) -> Iterator[str]:
    name = safe_name(segment)
    yield shortened(name, owner)
    if suffix:
        yield shortened(name + suffix, owner)
    yield _hashed(name, owner, LONGEST_NAME)
    for number in count(2):
        yield _hashed(name, f"{owner}{number}", LONGEST_NAME)


def _hashed(name: str, source: str, limit: int) -> str:
    import hashlib  # it loads OpenSSL, for which the first frame does not wait

    stem, extension = _split_extension(name)
    tail = f"~{hashlib.sha256(_utf8(source)).hexdigest()[:_HASH_DIGITS]}{extension}"
    return _utf8(stem)[: limit - len(_utf8(tail))].decode(errors="ignore") + tail


def _split_extension(name: str) -> tuple[str, str]:
    path = PurePosixPath(name)
    extension = path.suffix
    if path.stem.endswith(".tar"):
        extension = f".tar{extension}"
    if not extension or len(_utf8(extension)) > _LONGEST_EXTENSION:
        return name, ""
    return name.removesuffix(extension), extension


def _with_mark(name: str, mark: str) -> str:
    stem, extension = _split_extension(name)
    return shortened(stem, name, LONGEST_NAME - len(_utf8(mark + extension))) + mark + extension


def _percent(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in _utf8(text))


def _utf8(text: str) -> bytes:
    return text.encode(errors="surrogatepass")
