"""The values of this room as JSON: for the journal, and for the way between worker and viewers."""

from __future__ import annotations

import json
import math
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from functools import cache
from pathlib import Path
from typing import (
    Any,
    NamedTuple,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
    overload,
)

from jos_tui.core.errors import Cancelled, JosError, StoreError

T = TypeVar("T")
Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]

_TAG = "type"
_PLAIN: dict[object, tuple[type, ...]] = {
    bool: (bool,),
    int: (int,),
    float: (float, int),
    str: (str,),
    types.NoneType: (types.NoneType,),
}


def dumps(value: object) -> str:
    """Return a value as one line of JSON in ASCII, so that lone surrogates survive.

    Raises ValueError for what :func:`encode` does not know.
    """
    return json.dumps(encode(value), ensure_ascii=True, allow_nan=False, separators=(",", ":"))


@overload
def loads(kind: type[T], text: str | bytes) -> T: ...
@overload
def loads(kind: object, text: str | bytes) -> Any: ...
def loads(kind: object, text: str | bytes) -> Any:
    """Return the value of a type that :func:`dumps` has written. Raises ValueError."""
    return decode(kind, json.loads(text))


def encode(value: object) -> Json:
    """Return a value as what JSON has.

    Dataclasses carry the name of their class as ``type``, so that a union can be told apart;
    members of an Enum stand for their values, also as keys. Raises ValueError for anything but
    dataclasses, enums, tuples, mappings, paths, errors of ours, None, bool, int, float and str.
    """
    if isinstance(value, Enum):
        return encode(value.value)
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, tuple | list) and not hasattr(value, "_fields"):  # they would be lost
        return [encode(part) for part in value]
    if isinstance(value, Mapping):
        return {_encode_key(key): encode(part) for key, part in value.items()}
    if isinstance(value, JosError):
        return _encode_error(value)
    if is_dataclass(value) and not isinstance(value, type):
        return _encode_dataclass(value)
    raise ValueError(f"A value of {type(value).__name__} cannot be written as JSON")


@overload
def decode(kind: type[T], value: Json) -> T: ...
@overload
def decode(kind: object, value: Json) -> Any: ...
def decode(kind: object, value: Json) -> Any:
    """Return the value of a type that :func:`encode` has turned into ``value``.

    ``kind`` is a class, a union, ``tuple[T, ...]``, ``Sequence[T]``, which becomes a tuple too, or
    ``Mapping[K, T]``. A field that is missing takes its default; an error of a class that is not
    known here becomes a JosError with the same words. Raises ValueError if ``value`` does not fit.
    """
    return _decoder(kind)(value)


def _encode_key(key: object) -> str:
    plain = encode(key)
    if isinstance(plain, bool) or not isinstance(plain, int | str):
        raise ValueError(f"A key of {type(key).__name__} cannot be written as JSON")
    return str(plain)


def _encode_dataclass(value: Any) -> Json:
    kind: type = type(value)
    parts = {name: encode(getattr(value, name)) for name in _names(kind)}
    return {_TAG: kind.__name__, **parts}


@cache
def _names(kind: type) -> tuple[str, ...]:
    """Return the names of the fields: asking a class for them each time is most of the work."""
    names = tuple(field.name for field in fields(cast("Any", kind)))
    if _TAG in names:
        raise ValueError(f"{kind.__name__} has a field {_TAG}, which is taken")
    return names


def _encode_error(error: JosError) -> Json:
    words: dict[str, Json] = {
        _TAG: type(error).__name__,
        "title": error.title,
        "reason": error.reason,
        "next_step": error.next_step,
    }
    if isinstance(error, StoreError):
        words |= {"code": error.code, "status": error.status}
    return words


@cache
def _decoder(kind: object) -> Callable[[Any], Any]:
    origin = get_origin(kind)
    if kind in _PLAIN:
        return lambda value: _plain(kind, value)
    if kind is Path:
        return lambda value: Path(_plain(str, value))
    if origin in {Union, types.UnionType}:
        return _union_decoder(get_args(kind))
    if origin is Sequence or (origin is tuple and get_args(kind)[1:] == (Ellipsis,)):
        part = _decoder(get_args(kind)[0])
        return lambda value: tuple(map(part, _instance(list, value)))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        of_key, of_value = _key_decoder(get_args(kind)[0]), _decoder(get_args(kind)[1])
        return lambda value: {
            of_key(key): of_value(part) for key, part in _instance(dict, value).items()
        }
    if isinstance(kind, type):
        return _class_decoder(kind)
    raise ValueError(f"Values of {kind} cannot be read from JSON")


def _class_decoder(kind: type) -> Callable[[Any], Any]:
    if issubclass(kind, Enum):
        return kind
    if issubclass(kind, JosError):
        return lambda value: _decode_error(kind, value)
    if is_dataclass(kind):
        return lambda value: _decode_dataclass(kind, value)
    raise ValueError(f"Values of {kind.__name__} cannot be read from JSON")


def _key_decoder(kind: object) -> Callable[[str], Any]:
    if kind is int:
        return int
    return _decoder(kind)


def _plain(kind: object, value: Any) -> Any:
    if type(value) not in _PLAIN[kind]:
        raise ValueError(f"{type(value).__name__} instead of {kind}")
    return float(value) if kind is float else value


def _instance(kind: type[T], value: object) -> T:
    if not isinstance(value, kind):
        raise ValueError(f"{type(value).__name__} instead of {kind.__name__}")
    return value


def _union_decoder(members: tuple[Any, ...]) -> Callable[[Any], Any]:
    may_be_none = types.NoneType in members
    others = [member for member in members if member is not types.NoneType]
    by_name = {member.__name__: _decoder(member) for member in others} if others[1:] else {}
    only = None if by_name else _decoder(others[0])

    def decode_union(value: Any) -> Any:
        if value is None and may_be_none:
            return None
        if only is not None:
            return only(value)
        tag = _instance(dict, value).get(_TAG)
        if not isinstance(tag, str) or tag not in by_name:
            raise ValueError(f"None of the expected types has the name {tag!r}")
        return by_name[tag](value)

    return decode_union


class _Field(NamedTuple):
    name: str
    decode: Callable[[Any], Any]
    is_needed: bool


@cache
def _fields(kind: Any) -> tuple[_Field, ...]:
    hints = get_type_hints(kind)
    return tuple(
        _Field(
            field.name,
            _decoder(hints[field.name]),
            field.default is MISSING and field.default_factory is MISSING,
        )
        for field in fields(kind)
    )


def _decode_dataclass(kind: Any, value: Any) -> Any:
    given = dict(_instance(dict, value))
    if given.pop(_TAG, None) != kind.__name__:
        raise ValueError(f"Not a value of {kind.__name__}")
    taken = {}
    for name, decode_part, is_needed in _fields(kind):
        if name in given:
            taken[name] = decode_part(given.pop(name))
        elif is_needed:
            raise ValueError(f"{kind.__name__} lacks {name}")
    if given:
        raise ValueError(f"{kind.__name__} has no {', '.join(sorted(given))}")
    return kind(**taken)


def _decode_error(kind: type[JosError], value: Any) -> JosError:
    given = _instance(dict, value)
    words = [_plain(str, given.get(name)) for name in ("title", "reason", "next_step")]
    name = _plain(str, given.get(_TAG))
    found = next((each for each in _tree(JosError) if each.__name__ == name), kind)
    if not issubclass(found, kind):
        raise ValueError(f"{name} is not a {kind.__name__}")
    if issubclass(found, Cancelled):
        return found()
    if issubclass(found, StoreError):
        code, status = _plain(str, given.get("code", "")), _plain(int, given.get("status", 0))
        return found(*words, code=code, status=status)
    return found(*words)


def _tree(root: type[JosError]) -> Iterator[type[JosError]]:
    yield root
    for branch in root.__subclasses__():
        yield from _tree(branch)
