"""A credentials file, read once and with care."""

from __future__ import annotations

import stat
from dataclasses import dataclass, field
from pathlib import Path

from jos_tui.core.errors import ProfileError

MAX_BYTES = 1 << 20
_OTHERS_MAY_READ = stat.S_IRGRP | stat.S_IROTH


@dataclass(frozen=True, slots=True)
class Document:
    """The text of a credentials file. ``source`` is its path for people, with ``~`` for home.

    ``exposed`` means that other users of this machine may read the file.
    """

    source: str
    text: str = field(repr=False)
    exposed: bool = False

    @property
    def exposure_note(self) -> str:
        """A sentence for the owner of an exposed file: what is wrong and the command to type."""
        import shlex  # only what is exposed, or JSON, needs these

        home = "~/" if self.source.startswith("~/") else ""  # in quotation marks it means nothing
        name = home + shlex.quote(self.source.removeprefix(home))
        return f"{self.source} can be read by other users of this machine: chmod 600 {name}"

    def json_object(self) -> dict[str, object]:
        """Return the JSON object the text holds; a JSON value of another kind is an empty one.

        Raises ProfileError if the text is not JSON.
        """
        import json

        fault = ""
        content: object = None
        try:
            content = json.loads(self.text)
        except json.JSONDecodeError as exc:
            fault = f"Line {exc.lineno}, column {exc.colno}: {exc.msg}"
        except (ValueError, RecursionError):
            fault = "It is nested too deeply or holds an absurd number"
        if fault:  # raised out here: the decoder's error carries the whole text, secrets and all
            raise ProfileError(
                f"{self.source} is not valid JSON",
                fault,
                'A quotation mark inside a secret must be written as \\" there.',
            )
        return content if isinstance(content, dict) else {}


NO_DOCUMENT = Document("", "")


def shown(path: Path, home: Path) -> str:
    """Return a path for people, with ``~`` for the home directory."""
    if path.is_relative_to(home) and path != home:
        return f"~/{path.relative_to(home)}"
    return str(path)


def load(path: Path, home: Path) -> Document:
    """Read a credentials file: regular, at most 1 MiB, UTF-8. Blocks.

    Raises ProfileError.
    """
    source = shown(path, home)
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise ProfileError(f"{source} is not a file", "", "Name a credentials file.")
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as exc:
        raise ProfileError(
            f"{source} cannot be read",
            exc.strerror or "",
            "Check the name of the file and its permissions.",
        ) from None
    if len(data) > MAX_BYTES:
        raise ProfileError(
            f"{source} is larger than 1 MiB",
            "No credentials file is that large, so it was not read",
            "Name another file.",
        )
    text = _decoded(data)
    if text is None:
        raise ProfileError(
            f"{source} is not a text file", "It is not in UTF-8", "Name another file."
        )
    return Document(source, text, exposed=bool(status.st_mode & _OTHERS_MAY_READ))


def load_if_present(path: Path, home: Path) -> Document | None:
    """Like load; None if there is no file of that name."""
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError:
        return load(path, home)
    return load(path, home) if stat.S_ISREG(mode) else None


def _decoded(data: bytes) -> str | None:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
