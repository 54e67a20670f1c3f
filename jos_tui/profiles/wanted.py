"""From what was asked for to the profiles it can mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from jos_tui.core.errors import ProfileError
from jos_tui.profiles import environment
from jos_tui.profiles.config import Brakes
from jos_tui.profiles.config_file import read_config
from jos_tui.profiles.discovery import discover, from_file
from jos_tui.profiles.endpoint import parse_endpoint
from jos_tui.profiles.found import Found, joined, place_of
from jos_tui.profiles.merge import merged
from jos_tui.profiles.profile import Profile


class Wanted(NamedTuple):
    """What the user said about whom to connect as; every part may be missing."""

    credentials_file: Path | None = None
    endpoint: str = ""
    profile: str = ""
    anonymous: bool = False


def resolve(wanted: Wanted, environ: Mapping[str, str], home: Path, cwd: Path) -> Found:
    """Return the profiles that fit what was asked for. Blocks: reads small files.

    - Nothing asked: everything that can be found.
    - ``credentials_file``: only what is in it.
    - ``profile``: only the one of that name.
    - ``endpoint``: that address counts. A named profile, or the keys of a named file, go there
      whatever their own address; of keys found elsewhere only those for the same host or tenancy,
      else those of the environment, which the command line overrides, else those that came
      without any address, else none: then it is anonymous access, with a note.
    - ``anonymous``: the same stores without keys.

    All of them are as the user's ``config.toml`` wants them used, and so is what the answer brakes
    later. It may be empty or hold incomplete profiles. Raises ProfileError for an unusable address,
    file or name; what is wrong with ``config.toml`` is a problem.
    """
    config = read_config(environ, home)
    is_all_needed = wanted.credentials_file is None or config.tables
    everything = discover(environ, home, cwd, config) if is_all_needed else Found()
    brakes = Brakes(config, everything.profiles)
    found = joined([Found(problems=config.problems), _resolved(wanted, everything, environ, home)])
    problems = {str(problem): problem for problem in found.problems}  # it may have been named too
    found = joined([found, _unheeded(brakes)])._replace(problems=tuple(problems.values()))
    found = found._replace(brakes=brakes)
    return found._replace(profiles=tuple(map(found.braked, found.profiles)))


def brakes_of(environ: Mapping[str, str], home: Path, cwd: Path) -> Brakes:
    """Return what is configured for connections. Blocks: reads small files; raises nothing."""
    config = read_config(environ, home)
    known = discover(environ, home, cwd, config).profiles if config.tables else ()
    return Brakes(config, known)


def _resolved(wanted: Wanted, everything: Found, environ: Mapping[str, str], home: Path) -> Found:
    target = anonymous(wanted.endpoint) if wanted.endpoint else None
    if target and wanted.anonymous:
        return Found((target,))
    found = everything
    if wanted.credentials_file:
        found = from_file(wanted.credentials_file, environ, home)
    if wanted.profile:
        found = found._replace(profiles=(select(found, wanted.profile),))
    if target:
        found = _moved(found, target, wanted)
    if wanted.anonymous:
        keyless = tuple(_without_keys(profile) for profile in found.profiles if profile.complete)
        found = merged([found._replace(profiles=keyless)])
    return found


def select(found: Found, name: str) -> Profile:
    """Return the profile of that name. Raises ProfileError, naming those there are."""
    for profile in found.profiles:
        if profile.name == name:
            return profile
    for profile in found.profiles:
        if name in profile.also_named:
            return profile
    raise ProfileError(
        f"There is no profile named {name}",
        f"There are: {_names(found)}" if found.profiles else "No credentials were found",
        "Name another one with --profile, or a file with --credentials.",
    )


def only_profile(found: Found) -> Profile:
    """Return the profile to use where nobody can be asked.

    The only one, or among several the one of the environment. Raises ProfileError if there is
    none, if there are several, or if it is incomplete.
    """
    if not found.profiles:
        raise ProfileError(
            "No credentials for an object store were found",
            " ".join(str(problem) for problem in found.problems),
            "Name a file with --credentials, or a public store with --endpoint and --anonymous.",
        )
    chosen = [profile for profile in found.profiles if _from_environment(profile)][:1]
    if len(found.profiles) == 1:
        chosen = list(found.profiles)
    if not chosen:
        raise ProfileError(
            "Several profiles were found", _names(found), "Choose one with --profile."
        )
    if not chosen[0].complete:
        raise ProfileError(
            f"{chosen[0].name} has keys but no store address",
            f"{chosen[0].source} does not say where the object store is",
            "Add --endpoint with a JASMIN tenancy name such as cedadev-o, or with a URL.",
        )
    return chosen[0]


def anonymous(endpoint_text: str) -> Profile:
    """Return a profile without keys at an address. Raises ProfileError as parse_endpoint does."""
    profile = Profile("", parse_endpoint(endpoint_text))
    return replace(profile, name=place_of(profile))


def _moved(found: Found, target: Profile, wanted: Wanted) -> Found:
    """Keep the profiles whose keys may go to the target's endpoints, and send them there."""
    same_place = [p for p in found.profiles if place_of(p) == place_of(target)]
    candidates = [p for p in same_place if not p.anonymous] or same_place
    if not candidates and (wanted.profile or wanted.credentials_file):
        candidates = list(found.profiles)
    if not candidates:
        candidates = [p for p in found.profiles if _from_environment(p)]
    if not candidates:
        candidates = [p for p in found.profiles if p.assumed or not p.complete]
    if not candidates:
        note = f"No keys were found for {target.name}: connecting without keys."
        return found._replace(profiles=(target,), notes=(*found.notes, note))
    moved = (replace(p, endpoints=target.endpoints, assumed=False) for p in candidates)
    return merged([found._replace(profiles=tuple(moved))])


def _unheeded(brakes: Brakes) -> Found:
    """Say which tables are about no connection: to be put right where it looks like a slip."""
    document = brakes.config.document
    warnings, notes = [], []
    for name, close in brakes.idle():
        table = f"{document.source if document else ''} [profiles.{name}]"
        if close:
            warnings.append(f"{table} is about no connection: did you mean {close}?")
        else:
            notes.append(f"{table} is about no connection that was found.")
    return Found(notes=tuple(notes), warnings=tuple(warnings))


def _without_keys(profile: Profile) -> Profile:
    return replace(profile, access_key="", secret_key=None, session_token=None)


def _from_environment(profile: Profile) -> bool:
    return environment.SOURCE in (profile.source, *profile.also_in)


def _names(found: Found) -> str:
    return ", ".join(f"{profile.name} ({profile.source})" for profile in found.profiles)
