"""Writes NetCDF classic files (CDF-1), the format of netCDF 3."""

from __future__ import annotations

import math
import struct
import sys
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

_DIMENSION, _VARIABLE, _ATTRIBUTE = 10, 11, 12
_CHAR = 2
_TYPES = {"f": 5, "d": 6}

Attributes = Mapping[str, str | float]


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable over named dimensions; an array of type f or d in row-major order."""

    name: str
    dimensions: tuple[str, ...]
    values: array[float]
    attributes: Attributes = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Dataset:
    """What a file holds. ``unlimited`` names the dimension along which records are added."""

    dimensions: Mapping[str, int]
    unlimited: str
    variables: Sequence[Variable]
    attributes: Attributes

    def encode(self) -> bytes:
        """Return the bytes of the file."""
        grows = [variable for variable in self.variables if self._grows(variable)]
        fixed = [variable for variable in self.variables if not self._grows(variable)]
        # The offsets are as wide as any others: a header of zeros has the right length.
        begin = len(self._header(dict.fromkeys((v.name for v in self.variables), 0)))
        begins = {}
        for variable in (*fixed, *grows):
            begins[variable.name] = begin
            begin += self._slab_size(variable)
        parts = [self._header(begins), *(self._slab(variable, 0) for variable in fixed)]
        for record in range(self.dimensions[self.unlimited]):
            parts += [self._slab(variable, record) for variable in grows]
        return b"".join(parts)

    def _grows(self, variable: Variable) -> bool:
        return variable.dimensions[:1] == (self.unlimited,)

    def _slab_length(self, variable: Variable) -> int:
        names = variable.dimensions[1:] if self._grows(variable) else variable.dimensions
        return math.prod(self.dimensions[name] for name in names)

    def _slab_size(self, variable: Variable) -> int:
        return _padded_size(self._slab_length(variable) * variable.values.itemsize)

    def _slab(self, variable: Variable, record: int) -> bytes:
        length = self._slab_length(variable)
        values = variable.values[record * length : (record + 1) * length]
        if sys.byteorder == "little":
            values.byteswap()
        return _padded(values.tobytes())

    def _header(self, begins: Mapping[str, int]) -> bytes:
        dimensions = [
            _name(name) + _int(0 if name == self.unlimited else length)
            for name, length in self.dimensions.items()
        ]
        variables = [
            self._described(variable, begins[variable.name]) for variable in self.variables
        ]
        return b"".join(
            (
                b"CDF\x01",
                _int(self.dimensions[self.unlimited]),
                _list(_DIMENSION, dimensions),
                _attributes(self.attributes),
                _list(_VARIABLE, variables),
            )
        )

    def _described(self, variable: Variable, begin: int) -> bytes:
        ids = list(self.dimensions)
        return b"".join(
            (
                _name(variable.name),
                _int(len(variable.dimensions)),
                *(_int(ids.index(name)) for name in variable.dimensions),
                _attributes(variable.attributes),
                _int(_TYPES[variable.values.typecode]),
                _int(self._slab_size(variable)),
                _int(begin),
            )
        )


def _attributes(attributes: Attributes) -> bytes:
    return _list(_ATTRIBUTE, [_attribute(name, value) for name, value in attributes.items()])


def _attribute(name: str, value: str | float) -> bytes:
    if isinstance(value, str):
        text = value.encode()
        return _name(name) + _int(_CHAR) + _int(len(text)) + _padded(text)
    return _name(name) + _int(_TYPES["f"]) + _int(1) + struct.pack(">f", value)


def _list(tag: int, items: Sequence[bytes]) -> bytes:
    return _int(tag if items else 0) + _int(len(items)) + b"".join(items)


def _name(text: str) -> bytes:
    data = text.encode()
    return _int(len(data)) + _padded(data)


def _int(value: int) -> bytes:
    return struct.pack(">i", value)


def _padded_size(size: int) -> int:
    return -(-size // 4) * 4


def _padded(data: bytes) -> bytes:
    return data.ljust(_padded_size(len(data)), b"\0")
