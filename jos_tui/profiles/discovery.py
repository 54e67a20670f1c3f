"""Finding the credentials people already have, in the files and variables of other tools."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Mapping
from fnmatch import fnmatchcase
from functools import partial
from itertools import islice
from pathlib import Path

from jos_tui.core.errors import ProfileError
from jos_tui.profiles import environment, mc
from jos_tui.profiles.config import NO_CONFIG, Brakes, Config
from jos_tui.profiles.config_file import address_for, connections_of, parsed
from jos_tui.profiles.document import NO_DOCUMENT, Document, load, load_if_present
from jos_tui.profiles.endpoint import with_endpoint
from jos_tui.profiles.found import Found
from jos_tui.profiles.merge import merged
from jos_tui.profiles.profile import Profile

_Reader = Callable[[Document], Found]

_MOST_NAMES = 10_000
_BACKUPS = ("~", ".bak", ".orig", ".swp")


def discover(
    environ: Mapping[str, str], home: Path, cwd: Path, config: Config = NO_CONFIG
) -> Found:
    """Return every profile to be found, in order of precedence. Blocks: reads small files.

    Environment first, then what ``config`` has, then JSON files of ``~/.credentials``, the home and
    the current directory, then the configurations of s3cmd, mc, rclone, the AWS tools, nlds and
    S3-netCDF. A file that cannot be used becomes a problem and hides no other. Raises nothing.
    """
    search = _Search(environ, home, cwd)
    of_environment, *elsewhere = (
        _at_addresses(found, config)
        for found in (
            environment.read(environ),
            *search.each(search.json_paths(), _json_file),
            *search.each(search.s3cfg_paths(), _s3cfg),
            mc.read_environment(environ),
            *search.each([home / ".mc" / "config.json"], mc.read),
            *search.each(search.rclone_paths(), partial(_rclone, environ)),
            search.aws(),
            *search.each([home / ".nlds-config", home / ".s3nc.json"], _json_file),
        )
    )
    found_names = {
        profile.name for found in (of_environment, *elsewhere) for profile in found.profiles
    }
    return merged((of_environment, _own(config, found_names), *elsewhere))


def _own(config: Config, others: Collection[str]) -> Found:
    found = connections_of(config, others)
    return _with_exposure(found, config.document) if config.document else found


def _at_addresses(found: Found, config: Config) -> Found:
    """Send keys where the configuration says that they belong."""
    parts = [_at_address(profile, address_for(config, profile)) for profile in found.profiles]
    profiles = tuple(profile for part in parts for profile in part.profiles)
    problems = (*found.problems, *(problem for part in parts for problem in part.problems))
    return found._replace(profiles=profiles, problems=problems)


def _at_address(profile: Profile, address: str) -> Found:
    try:
        return Found((with_endpoint(profile, address) if address else profile,))
    except ProfileError as exc:
        problem = ProfileError(
            f"The address configured for {profile.name} cannot be used", str(exc)
        )
        return Found((profile,), (problem,))


def from_file(path: Path, environ: Mapping[str, str], home: Path) -> Found:
    """Return the profiles of one credentials file of any known kind, told by its content. Blocks.

    Beside a file named ``credentials`` a ``config`` in the form of AWS is read too. Raises
    ProfileError if the file cannot be read or holds no profile.
    """
    document = load(path, home)
    if path.suffix == ".toml":
        return _kept(_of_configuration(document, parsed(document, path.parent, home)), document)
    config = NO_DOCUMENT
    if path.name == "credentials":
        config = load_if_present(path.with_name("config"), home) or NO_DOCUMENT
    if document.text.lstrip().startswith("{"):
        parts = [_json_file(document), mc.read(document)]
    else:
        parts = [_s3cfg(document), _rclone(environ, document), _aws(environ, document, config)]
    return _kept(merged(_with_exposure(part, document, config) for part in parts), document)


def _of_configuration(document: Document, config: Config) -> Found:
    """Return the connections of a configuration that was named, with the brakes that are in it."""
    found = _with_exposure(merged([connections_of(config, ())]), document)
    profiles = tuple(map(Brakes(config).applied_to, found.profiles))
    return found._replace(profiles=profiles, problems=(*config.problems, *found.problems))


def _kept(found: Found, document: Document) -> Found:
    """Return what a file that was named holds. Raises ProfileError if that is no profile."""
    if found.profiles:
        return found
    if found.problems:
        raise found.problems[0]
    raise ProfileError(
        f"{document.source} holds no keys for an object store",
        found.notes[0] if found.notes else "Nothing in it is an access key with its secret key",
        'The shortest form is {"token": "…", "secret": "…", "endpoint_url": "…"}.',
    )


class _Search:
    """Where to look, and what was looked at already: each file is read once."""

    def __init__(self, environ: Mapping[str, str], home: Path, cwd: Path) -> None:
        self._environ = environ
        self._home = home
        self._cwd = cwd
        self._seen: set[str] = set()

    def json_paths(self) -> Iterator[Path]:
        yield from _matching(self._home / ".credentials", "*.json*")
        yield from _matching(self._home, "*credentials*.json")
        yield from _matching(self._cwd, "*credentials*.json")

    def s3cfg_paths(self) -> Iterator[Path]:
        yield from self._named("S3CMD_CONFIG")
        yield from _matching(self._home, ".s3cfg*")

    def rclone_paths(self) -> Iterator[Path]:
        yield from self._named("RCLONE_CONFIG")
        for folder in (*self._named("XDG_CONFIG_HOME"), self._home / ".config"):
            yield folder / "rclone" / "rclone.conf"
        yield self._home / ".rclone.conf"

    def aws(self) -> Found:
        folder = self._home / ".aws"
        credentials = next(self._named("AWS_SHARED_CREDENTIALS_FILE"), folder / "credentials")
        config = next(self._named("AWS_CONFIG_FILE"), folder / "config")
        problems: list[ProfileError] = []
        documents = [self._optional(path, problems) for path in (credentials, config)]
        if documents == [NO_DOCUMENT, NO_DOCUMENT]:
            return Found(problems=tuple(problems))
        found = _aws(self._environ, *documents)
        found = found._replace(problems=(*problems, *found.problems))
        return _with_exposure(found, *documents)

    def each(self, paths: Iterator[Path] | list[Path], read: _Reader) -> Iterator[Found]:
        """Read those of the files that exist and were not read yet."""
        for path in paths:
            real = os.path.realpath(path)
            if real not in self._seen:
                self._seen.add(real)
                yield self._read(path, read)

    def _read(self, path: Path, read: _Reader) -> Found:
        try:
            document = load_if_present(path, self._home)
            return Found() if document is None else _with_exposure(read(document), document)
        except ProfileError as exc:
            return Found(problems=(exc,))

    def _optional(self, path: Path, problems: list[ProfileError]) -> Document:
        try:
            return load_if_present(path, self._home) or NO_DOCUMENT
        except ProfileError as exc:
            problems.append(exc)
            return NO_DOCUMENT

    def _named(self, variable: str) -> Iterator[Path]:
        """Yield the path a variable holds, if it is set; ``~`` and relative paths are resolved."""
        value = self._environ.get(variable, "")
        if value.startswith("~/"):
            yield self._home / value[2:]
        elif value:
            yield self._cwd / value


# The first frame does not wait for the readers of files that are not there.


def _json_file(document: Document) -> Found:
    from jos_tui.profiles import json_file

    return json_file.read(document)


def _s3cfg(document: Document) -> Found:
    from jos_tui.profiles import s3cfg

    return s3cfg.read(document)


def _rclone(environ: Mapping[str, str], document: Document) -> Found:
    from jos_tui.profiles import rclone

    return rclone.read(document, environ)


def _aws(environ: Mapping[str, str], credentials: Document, config: Document) -> Found:
    from jos_tui.profiles import aws

    return aws.read(credentials, config, environment.endpoint_url(environ))


def _with_exposure(found: Found, *documents: Document) -> Found:
    """Add a warning for each file that holds secrets and that other users may read."""
    with_secrets = {profile.source for profile in found.profiles if profile.secret_key}
    warnings = [
        document.exposure_note
        for document in documents
        if document.exposed and document.source in with_secrets
    ]
    return found._replace(warnings=(*found.warnings, *warnings))


def _matching(folder: Path, pattern: str) -> list[Path]:
    """Return the files of a folder by name; a very full one is looked at only in part."""
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in islice(entries, _MOST_NAMES)]
    except OSError:
        return []
    return [
        folder / name
        for name in sorted(names)
        if fnmatchcase(name, pattern) and not name.endswith(_BACKUPS)
    ]
