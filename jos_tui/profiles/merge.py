"""Many findings into one list: every pair of keys once, every name once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from jos_tui.profiles.found import Found, joined, place_of
from jos_tui.profiles.profile import Profile
from jos_tui.profiles.secret import Secret


class _Keys(NamedTuple):
    access_key: str
    secret_key: Secret | None
    session_token: Secret | None


def merged(parts: Iterable[Found]) -> Found:
    """Put findings together in order; repeats go, the first of each stays and remembers them.

    The same keys for the same host or tenancy are one profile. Keys that lack a configured address
    in one place and have one in another are one profile as well.
    """
    everything = joined(parts)
    return Found(
        _uniquely_named(_without_repeats(everything.profiles)),
        everything.problems,
        tuple(dict.fromkeys(everything.notes)),
        tuple(dict.fromkeys(everything.warnings)),
    )


def _keys_of(profile: Profile) -> _Keys:
    return _Keys(profile.access_key, profile.secret_key, profile.session_token)


def _without_repeats(profiles: Iterable[Profile]) -> list[Profile]:
    kept: dict[tuple[str, _Keys], Profile] = {}
    for profile in profiles:
        identity = place_of(profile), _keys_of(profile)
        first = kept.get(identity)
        kept[identity] = profile if first is None else _united(first, profile)
    for identity, profile in list(kept.items()):
        settled = _settled_twin(profile, kept)
        if settled is not None:
            kept[settled] = _remembering(kept[settled], profile)
            del kept[identity]
    return list(kept.values())


def _settled_twin(
    profile: Profile, kept: dict[tuple[str, _Keys], Profile]
) -> tuple[str, _Keys] | None:
    """Return where the same keys stand with a configured address, if this profile has none."""
    if profile.anonymous or (profile.complete and not profile.assumed):
        return None
    for identity, other in kept.items():
        if identity[1] == _keys_of(profile) and other.complete and not other.assumed:
            return identity
    return None


def _united(first: Profile, second: Profile) -> Profile:
    endpoints = tuple(dict.fromkeys(first.endpoints + second.endpoints))
    assumed = first.assumed and second.assumed
    return _remembering(replace(first, endpoints=endpoints, assumed=assumed), second)


def _remembering(first: Profile, second: Profile) -> Profile:
    sources = dict.fromkeys((*first.also_in, second.source, *second.also_in))
    names = dict.fromkeys((*first.also_named, second.name, *second.also_named))
    return replace(
        first,
        also_in=tuple(source for source in sources if source != first.source),
        also_named=tuple(name for name in names if name != first.name),
        kept=tuple(dict.fromkeys((*first.kept, *second.kept))),
        expires=first.expires or second.expires,
    )


def _uniquely_named(profiles: Iterable[Profile]) -> tuple[Profile, ...]:
    taken: set[str] = set()
    named = []
    for profile in profiles:
        name, number = profile.name, 1
        while name in taken:
            number += 1
            name = f"{profile.name}-{number}"
        taken.add(name)
        named.append(profile if name == profile.name else _renamed(profile, name))
    return tuple(named)


def _renamed(profile: Profile, name: str) -> Profile:
    """Give another name; what is configured for its own one still counts."""
    return replace(profile, name=name, also_named=(profile.name, *profile.also_named))
