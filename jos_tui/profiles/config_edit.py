"""Changes of ``config.toml`` that keep all else in it as it stands, comments and order too.

What would be written is read back before it is: unless it says exactly what the file has said and
the one change, nothing is written. All of this blocks and raises ProfileError.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jos_tui.core.errors import ProfileError
from jos_tui.core.private_file import replace_private
from jos_tui.profiles.config_file import named_tables
from jos_tui.profiles.document import Document, load, shown
from jos_tui.profiles.toml_text import content_of, is_header, numbered

if TYPE_CHECKING:
    from tomlkit import TOMLDocument
    from tomlkit.items import Table

Value = str | bool | int | Sequence[str]
_PROFILES = "profiles"


def set_profile(path: Path, home: Path, name: str, values: Mapping[str, Value]) -> None:
    """Set ``values`` in ``[profiles.NAME]``; what else is in that table stays, brakes too."""

    def change(document: TOMLDocument) -> None:
        table = _profile(document, name)
        for key, value in values.items():
            _put(table, key, value)

    def wanted(content: dict[str, Any]) -> dict[str, Any]:
        tables = dict(named_tables(content.get(_PROFILES, {})))
        tables[name] = {**_as_table(tables.get(name)), **_plain(values)}
        return {**content, _PROFILES: tables}

    _edit(path, home, change, wanted)


def remove_profile(path: Path, home: Path, name: str) -> None:
    """Remove ``[profiles.NAME]``; nothing happens if there is none."""
    document = _document(path, home)
    tables = dict(named_tables(content_of(document).get(_PROFILES, {})))
    if tables.pop(name, None) is None:
        return
    text = _without_table(document.text, f"{_PROFILES}.{name}")
    _check(document, text, {**content_of(document), _PROFILES: tables})
    replace_text(path, home, text)


def set_value(path: Path, home: Path, table: str, name: str, value: Value) -> None:
    """Set ``name = value`` in ``[table]``, such as the theme in ``[settings]``."""

    def change(document: TOMLDocument) -> None:
        _put(_table(document, table), name, value)

    def wanted(content: dict[str, Any]) -> dict[str, Any]:
        return {**content, table: {**_as_table(content.get(table)), **_plain({name: value})}}

    _edit(path, home, change, wanted)


def remove_value(path: Path, home: Path, table: str, name: str) -> None:
    """Remove a line of ``[table]``; nothing happens if there is none."""
    if name not in _as_table(content_of(_document(path, home)).get(table)):
        return

    def change(document: TOMLDocument) -> None:
        _table(document, table).remove(name)

    def wanted(content: dict[str, Any]) -> dict[str, Any]:
        left = {key: value for key, value in content[table].items() if key != name}
        return {**content, table: left}

    _edit(path, home, change, wanted)


def replace_text(path: Path, home: Path, text: str) -> None:
    """Write a whole file: at once or not at all, for its owner only.

    A symbolic link, as of a home directory that is kept in git, stays one: its target is written.
    """
    target = Path(os.path.realpath(path))
    source = shown(path, home)
    try:
        if target.exists() and not target.stat().st_mode & stat.S_IWUSR:
            raise ProfileError(
                f"{source} is write-protected", "It was left as it is", f"Type chmod u+w {source}"
            )
        replace_private(target, text.encode("utf-8"))
    except OSError as exc:
        raise ProfileError(
            f"{source} cannot be written", exc.strerror or "", "What was in it is still in it."
        ) from None


def _edit(
    path: Path,
    home: Path,
    change: Callable[[TOMLDocument], None],
    wanted: Callable[[dict[str, Any]], dict[str, Any]],
) -> None:
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    document = _document(path, home)
    content = content_of(document)
    try:
        parsed = tomlkit.parse(document.text)
        change(parsed)
        text = parsed.as_string()
    except (TOMLKitError, ValueError, TypeError, AttributeError, KeyError):
        text = ""
    # Raised out here: the library's errors may carry the text, secrets and all.
    _check(document, text, wanted(content))
    if text != document.text:
        replace_text(path, home, text)


def _check(document: Document, text: str, wanted: Mapping[str, Any]) -> None:
    """Raise ProfileError unless a text says what is wanted."""
    try:
        says = _flat(content_of(Document(document.source, text)))
    except ProfileError:
        says = {}
    if says != _flat(wanted):
        raise ProfileError(
            f"{document.source} was left as it is",
            "It is written in a way that jos-tui cannot change safely",
            "Change it in an editor.",
        )


def _flat(content: Mapping[str, Any]) -> dict[str, Any]:
    tables = content.get(_PROFILES, {})
    flat = dict(named_tables(tables)) if isinstance(tables, dict) else tables
    return {key: value for key, value in {**content, _PROFILES: flat}.items() if value != {}}


def _document(path: Path, home: Path) -> Document:
    if not path.exists():
        return Document(shown(path, home), "")
    return load(path, home)


def _table(document: TOMLDocument, name: str) -> Table:
    import tomlkit

    if name not in document:
        document[name] = tomlkit.table()
    table: Any = document[name]
    return table  # type: ignore[no-any-return]


def _put(table: Table, key: str, value: Value) -> None:
    """Set a value behind the others, before comments that are most likely about the next table."""
    body = table.value.body
    behind = []
    while key not in table and body and body[-1][0] is None:
        behind.append(body.pop())
    table[key] = value
    body.extend(reversed(behind))


def _profile(document: TOMLDocument, name: str) -> Table:
    """Return the table of a connection; that of a host may be written in parts, as nested ones."""
    import tomlkit

    if _PROFILES not in document:
        document[_PROFILES] = tomlkit.table(is_super_table=True)
    inner: Any = document[_PROFILES]
    if name in inner:
        return inner[name]  # type: ignore[no-any-return]
    nested: Any = inner
    for part in name.split("."):
        nested = nested.get(part) if isinstance(nested, Mapping) else None
    if isinstance(nested, Mapping):
        return nested  # type: ignore[return-value]
    inner[name] = tomlkit.table()
    return inner[name]  # type: ignore[no-any-return]


def _without_table(text: str, name: str) -> str:
    """Return a text without a table that has a header of its own.

    Comments behind its last line, which are most likely about the next table, stay.
    """
    lines = text.splitlines(keepends=True)
    headers = [(number - 1, of) for number, of in numbered(text) if is_header(lines[number - 1])]
    begin = next((number for number, of in headers if of == name), None)
    if begin is None:
        return text
    end = next((number for number, _ in headers if number > begin), len(lines))
    while end > begin + 1 and (not lines[end - 1].strip() or lines[end - 1].lstrip()[0] == "#"):
        end -= 1
    rest = "".join(lines[end:])
    return "".join(lines[:begin]).rstrip("\n") + ("\n" if begin else "") + rest


def _as_table(value: object) -> dict[str, Any]:
    return dict(value) if isinstance(value, dict) else {}


def _plain(values: Mapping[str, Value]) -> dict[str, object]:
    return {
        key: value if isinstance(value, str | bool | int) else list(value)
        for key, value in values.items()
    }
