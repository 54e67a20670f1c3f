"""Python that reads an object or a Zarr store where it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jos_tui.browse.snippets.quoting import python_string as quoted
from jos_tui.browse.snippets.snippet import Snippet, Subject
from jos_tui.core.entry import Kind
from jos_tui.core.errors import CannotBeNamed
from jos_tui.core.location import SEPARATOR
from jos_tui.profiles.keeping import Keeper, Keeping
from jos_tui.profiles.profile import Profile

AWS_FILES = {"~/.aws/credentials", "~/.aws/config"}
"""The files of AWS's own tools, where their users have not said otherwise."""
_USUAL_REGION = "us-east-1"
_VERSION_MARK = "?versionId="
_CHAIN_MARK = "::"


@dataclass(frozen=True, slots=True)
class _Keys:
    """How a program comes by the keys: lines that read them, arguments of s3fs, what to know."""

    imports: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    arguments: tuple[tuple[str, str], ...] = ()
    note: str = ""


def xarray(profile: Profile, subject: Subject) -> Snippet:
    """Open a prefix as a Zarr store, an object as NetCDF or whatever xarray has a reader for."""
    if subject.kind is not Kind.OBJECT:
        opening = f"ds = xr.open_zarr({_uri(subject)}, storage_options=options)"
        return _snippet(profile, ["import xarray as xr"], [opening])
    imports = ["import s3fs", "import xarray as xr"]
    opening = f"ds = xr.open_dataset(fs.open({_uri(subject)}))"
    return _snippet(profile, imports, ["fs = s3fs.S3FileSystem(**options)", opening])


def zarr(profile: Profile, subject: Subject) -> Snippet:
    """Open a prefix as a group or array."""
    if subject.kind is Kind.OBJECT:
        raise CannotBeNamed(
            "A Zarr store is a prefix", "This is an object", "Point at the prefix it is in."
        )
    opening = f'store = zarr.open({_uri(subject)}, mode="r", storage_options=options)'
    return _snippet(profile, ["import zarr"], [opening])


def s3fs(profile: Profile, subject: Subject) -> Snippet:
    """Read an object, or list a prefix or bucket."""
    if subject.kind is Kind.OBJECT:
        use = [f"with fs.open({_uri(subject)}) as file:", "    data = file.read()"]
    else:
        use = [f"names = fs.ls({_uri(subject)})"]
    return _snippet(profile, ["import s3fs"], ["fs = s3fs.S3FileSystem(**options)", *use])


def _snippet(profile: Profile, imports: list[str], use: list[str]) -> Snippet:
    keys = _keys(profile)
    lines = [*keys.imports, *([""] if keys.imports else []), *imports, "", *keys.lines]
    lines.append("options = {")
    lines += [f"    {name}: {value}," for name, value in _options(profile, keys)]
    return Snippet((*lines, "}", *use), keys.note)


def _options(profile: Profile, keys: _Keys) -> Iterator[tuple[str, str]]:
    yield from ((quoted(name), value) for name, value in keys.arguments)
    region = f', "region_name": {quoted(profile.region)}' if profile.region != _USUAL_REGION else ""
    # Not the newer argument endpoint_url: s3fs of 2020 is still in use.
    yield '"client_kwargs"', f'{{"endpoint_url": {quoted(profile.endpoint.url)}{region}}}'
    yield '"config_kwargs"', '{"s3": {"addressing_style": "path"}}'


def _keys(profile: Profile) -> _Keys:
    if profile.anonymous:
        return _Keys(arguments=(("anon", "True"),))
    for keeping in profile.kept:
        if keeping.keeper is Keeper.ENVIRONMENT:
            return _Keys(note="The keys are those of the environment: AWS_ACCESS_KEY_ID and so on.")
        if keeping.keeper is Keeper.JSON:
            return _of_json(profile, keeping)
        if keeping.keeper is Keeper.AWS:
            return _of_aws(keeping)
    return _Keys(note=missing_keys(profile))


def missing_keys(profile: Profile) -> str:
    """Say which variables to set, where nothing else tells a program the keys."""
    token = ", AWS_SESSION_TOKEN" if profile.session_token else ""
    return (
        f"First set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY{token} "
        f"to the keys of {profile.name} ({profile.source})."
    )


def _of_json(profile: Profile, keeping: Keeping) -> _Keys:
    text = f"Path({quoted(keeping.source)}).expanduser().read_text()"
    inside = "".join(f"[{quoted(name)}]" for name in keeping.inside)
    named = {"key": keeping.access_key, "secret": keeping.secret_key}
    if profile.session_token:
        named["token"] = keeping.session_token
    return _Keys(
        ("import json", "from pathlib import Path"),
        (f"keys = json.loads({text}){inside}",),
        tuple((name, f"keys[{quoted(field)}]") for name, field in named.items()),
        f"The keys are read from {keeping.source}.",
    )


def _of_aws(keeping: Keeping) -> _Keys:
    usual = keeping.source in AWS_FILES
    note = "" if usual else f"Set AWS_SHARED_CREDENTIALS_FILE to {keeping.source}."
    return _Keys(arguments=(("profile", quoted(keeping.entry)),), note=note)


def _uri(subject: Subject) -> str:
    """Return the URI as s3fs takes it. Raises CannotBeNamed for what it would take for another."""
    is_object = subject.kind is Kind.OBJECT
    uri = subject.uri if is_object else subject.uri.removesuffix(SEPARATOR)
    is_cut = uri.endswith(SEPARATOR) or _VERSION_MARK in uri
    if is_cut or (_CHAIN_MARK in uri and not is_object):
        raise CannotBeNamed(
            "s3fs cannot name this key",
            "It cuts a / at the end and reads ?versionId= and :: in its own way",
            "Another name for it would help; or copy its URL.",
        )
    return quoted(uri)
