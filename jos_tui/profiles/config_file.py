"""Reading ``config.toml``: what is wrong is said with its line, and makes nothing less safe."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path

from jos_tui.core.errors import ProfileError
from jos_tui.profiles.config import NO_CONFIG, Config, Table, config_path
from jos_tui.profiles.document import Document, load_if_present
from jos_tui.profiles.endpoint import looks_like_tenancy
from jos_tui.profiles.expiry import read_date
from jos_tui.profiles.found import Claim, Found, found_in, joined
from jos_tui.profiles.profile import Profile, Rights, Trash, Verification
from jos_tui.profiles.secret import Secret
from jos_tui.profiles.toml_text import Places, content_of, nearest

_PROFILES = "profiles"
_ALL_READ_ONLY = "Until that is put right, every connection is for reading only"
_OF_THE_SCREEN = ("settings", "keys")


def _text(value: object) -> bool:
    return isinstance(value, str)


def _flag(value: object) -> bool:
    return isinstance(value, bool)


def _patterns(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) and each for each in value)


def _day(value: object) -> bool:
    return _date(value) is not None


def _date(value: object) -> date | None:
    if isinstance(value, str):
        return read_date(value)
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None


SETTINGS: dict[str, tuple[Callable[[object], bool], str]] = {
    "read_only": (_flag, "true or false"),
    "protected": (_patterns, 'a list of patterns such as ["prod-*", "bucket/prefix/*"]'),
    "trash": (_flag, "true or false"),
    "ca_file": (_text, "a path in quotation marks"),
    "verify": (_flag, "true or false"),
    "endpoint": (_text, "an address in quotation marks"),
    "access_key": (_text, "a key in quotation marks"),
    "secret_key": (_text, "a key in quotation marks"),
    "region": (_text, "a name in quotation marks"),
    "expires": (_day, "the last day of the keys, such as 2027-03-31"),
}
"""What may stand in a table of a profile: how to tell that it is right, and what it should be."""


def read_config(environ: Mapping[str, str], home: Path) -> Config:
    """Return what the user has configured, nothing if there is no file. Blocks; raises nothing.

    A file that cannot be read, or with something on its top level that nobody knows, makes every
    connection one for reading only; a table with something wrong in it makes its own so.
    """
    path = config_path(environ, home)
    try:
        document = load_if_present(path, home)
        return NO_CONFIG if document is None else parsed(document, path.parent, home)
    except ProfileError as exc:
        problem = ProfileError(exc.title, _sentences(exc.reason, _ALL_READ_ONLY), exc.next_step)
        return Config(problems=(problem,), rights=Rights.READ)


def parsed(document: Document, folder: Path, home: Path) -> Config:
    """Return what a file says; relative paths in it are below ``folder``. Raises ProfileError."""
    content = content_of(document)
    reader = _Reader(document, folder, home)
    screen = {name: content.pop(name) for name in _OF_THE_SCREEN if name in content}
    tables = content.pop(_PROFILES, {})
    if not isinstance(tables, dict):
        content[_PROFILES], tables = tables, {}
    read = tuple(reader.table(name, values) for name, values in named_tables(tables))
    misplaced = [*content, *_brakes_among(screen)]
    for name in misplaced:
        reader.complain_of_top_level(name)
    rights = Rights.READ if misplaced else Rights.ALL
    return Config(read, tuple(reader.problems), rights, document, screen)


def _brakes_among(screen: Mapping[str, object]) -> list[str]:
    """Return what is about connections but stands among the settings of the screen."""
    table = screen.get("settings")
    return [name for name in table if name in SETTINGS] if isinstance(table, dict) else []


def connections_of(config: Config, others: Collection[str]) -> Found:
    """Return the connections a file holds by itself: with keys, or public ones.

    A table with an address alone is none where keys of its name are among ``others``.
    """
    source = config.document.source if config.document else ""
    return joined(
        found_in(
            Claim(
                source=source,
                access_key=table.access_key,
                secret_key=table.secret_key,
                address=table.address,
                assumed_address=looks_like_tenancy(table.name) if table.has_keys else "",
                region=table.region,
                name=table.name,
            )
        )
        for table in config.tables
        if table.has_keys or (table.address and table.name not in others)
    )


def address_for(config: Config, profile: Profile) -> str:
    """Return the address the file has for keys found elsewhere, "" for none."""
    return next((t.address for t in config.tables if t.name == profile.name and not t.has_keys), "")


def named_tables(tables: Mapping[str, object], before: str = "") -> Iterator[tuple[str, object]]:
    """Yield each table with its name: that of a host, ``[profiles.store.example]``, is nested."""
    for part, values in tables.items():
        name = before + part
        if not isinstance(values, dict):
            yield name, values
            continue
        inner = {
            key: value
            for key, value in values.items()
            if isinstance(value, dict) and key not in SETTINGS
        }
        own = {key: value for key, value in values.items() if key not in inner}
        if own or not inner:
            yield name, own
        yield from named_tables(inner, f"{name}.")


class _Reader:
    """Reads tables and gathers what is wrong with them. Repeats no value: it may be a secret."""

    def __init__(self, document: Document, folder: Path, home: Path) -> None:
        self.problems: list[ProfileError] = []
        self._folder = folder
        self._home = home
        self._places = Places(document)

    def table(self, name: str, values: object) -> Table:
        """Return a table with what is right in it; for reading only if anything is not."""
        if not isinstance(values, dict):
            self._complain(name, "", f"{name} is no table", f"Write [profiles.{name}].")
            return Table(name, Rights.READ)
        good = {key: value for key, value in values.items() if self._is_right(name, key, value)}
        read_only = good.get("read_only", False) or len(good) < len(values)
        return Table(
            name,
            rights=Rights.READ if read_only else Rights.ALL,
            protected=tuple(good.get("protected", ())),
            trash=Trash.ON if good.get("trash") else Trash.OFF,
            ca_file=self._path(good.get("ca_file", "")),
            verification=Verification.FULL if good.get("verify", True) else Verification.NONE,
            address=good.get("endpoint", ""),
            access_key=good.get("access_key", ""),
            secret_key=Secret(good.get("secret_key", "")),
            region=good.get("region", ""),
            expires=_date(good.get("expires")),
        )

    def complain_of_top_level(self, name: str) -> None:
        """Say that something on the top level is not known, or what it is about elsewhere."""
        misplaced = name in SETTINGS
        where = self._places.of("settings" if misplaced else "", name)
        from difflib import get_close_matches

        close = get_close_matches(name, (_PROFILES, *_OF_THE_SCREEN), n=1)
        hint = f"Did you mean [{close[0]}]? " if close else ""
        self.problems.append(
            ProfileError(
                f"{where}: {name} {'does not belong here' if misplaced else 'is not known'}",
                _ALL_READ_ONLY,
                f"{hint}What is about a connection belongs below [profiles.NAME], what is about "
                "the screen below [settings] or [keys].",
            )
        )

    def _is_right(self, name: str, key: str, value: object) -> bool:
        if key not in SETTINGS:
            self._complain(name, key, f"{key} is not known", nearest(key, list(SETTINGS)))
            return False
        fits, what = SETTINGS[key]
        if not fits(value):
            self._complain(name, key, f"{key} is wrong", f"It is {what}.")
            return False
        return True

    def _complain(self, name: str, key: str, what: str, next_step: str) -> None:
        where = self._places.of(_PROFILES, name, key)
        self.problems.append(
            ProfileError(
                f"{where}: {what}",
                f"Until that is put right, {name} is for reading only",
                next_step,
            )
        )

    def _path(self, text: str) -> str:
        if text.startswith("~/"):
            return str(self._home / text[2:])
        return str(self._folder / text) if text else ""


def _sentences(*texts: str) -> str:
    return ". ".join(text for text in texts if text)
