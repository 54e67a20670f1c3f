"""What a deletion takes, in words, for the screen and the command line."""

from __future__ import annotations

from jos_tui.core import formats
from jos_tui.jobs.model import Contents


def plan_lines(contents: Contents, size: int) -> list[str]:
    """Return ``1,204 objects, 1.2 GB``, and what goes beside them, if anything, as a second line.

    ``size`` is that of all together, in bytes.
    """
    lines = []
    hidden = hidden_parts(contents)
    if contents.objects or not hidden:
        bytes_of_objects = size - contents.version_bytes - contents.upload_bytes
        objects = formats.plural(contents.objects, "object")
        lines.append(f"{objects}, {formats.size(bytes_of_objects)}")
    return [*lines, ", ".join(hidden)] if hidden else lines


def hidden_parts(contents: Contents) -> list[str]:
    """Return what no listing shows, such as ``3 older versions (1.2 GB)``, ``2 delete markers``.

    What unfinished uploads hold is only said as far as it is known.
    """
    parts = []
    if contents.versions:
        versions = formats.plural(contents.versions, "older version")
        parts.append(f"{versions} ({formats.size(contents.version_bytes)})")
    if contents.markers:
        parts.append(formats.plural(contents.markers, "delete marker"))
    if contents.uploads:
        uploads = formats.plural(contents.uploads, "unfinished upload")
        parts.append(f"{uploads}{_bytes_of_uploads(contents)}")
    return parts


def _bytes_of_uploads(contents: Contents) -> str:
    if contents.unmeasured == contents.uploads:
        return ""
    least = "at least " if contents.unmeasured else ""
    return f" ({least}{formats.size(contents.upload_bytes)})"


def gone_text(contents: Contents) -> str:
    """Return ``12 objects, 3 older versions (1.2 GB) and 1 bucket``; "" for nothing."""
    parts = [formats.plural(contents.objects, "object")] if contents.objects else []
    parts += hidden_parts(contents)
    if contents.buckets:
        parts.append(formats.plural(contents.buckets, "bucket"))
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))
