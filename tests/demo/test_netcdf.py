"""The NetCDF files are what the description of the classic format says."""

from __future__ import annotations

import struct
from array import array
from collections.abc import Mapping
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from jos_tui.demo.climate_data import climate_objects, scenario_objects
from jos_tui.demo.fields import regular_grid, temperatures
from jos_tui.demo.netcdf import Dataset, Variable

FORMATS = {5: "f", 6: "d"}


@dataclass(frozen=True)
class Column:
    """A variable as read: its dimensions by name, attributes, and values in order."""

    dimensions: tuple[str, ...]
    attributes: Mapping[str, str | float]
    values: list[float]


@dataclass(frozen=True)
class Classic:
    """A classic file as read."""

    dimensions: Mapping[str, int]
    unlimited: str
    attributes: Mapping[str, str | float]
    variables: Mapping[str, Column]


class Reader:
    """Reads the format from its grammar, knowing nothing of the writer."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 4
        assert data[:4] == b"CDF\x01"

    def read(self) -> Classic:
        self.records = self.number()
        lengths = [(self.name(), self.number()) for _ in range(self.items(10))]
        self.lengths = lengths
        attributes = self.attributes()
        heads = [self.head() for _ in range(self.items(11))]
        grows = [head for head in heads if head[1] and lengths[head[1][0]][1] == 0]
        self.stride = sum(size for *_, size, _ in grows)
        unlimited = [name for name, length in lengths if length == 0]
        assert len(unlimited) == 1
        dimensions = {name: length or self.records for name, length in lengths}
        columns = {head[0]: self.column(*head[1:]) for head in heads}
        return Classic(dimensions, unlimited[0], attributes, columns)

    def head(self) -> tuple[str, list[int], Mapping[str, str | float], str, int, int]:
        name = self.name()
        ids = [self.number() for _ in range(self.number())]
        return name, ids, self.attributes(), FORMATS[self.number()], self.number(), self.number()

    def column(
        self,
        ids: list[int],
        attributes: Mapping[str, str | float],
        kind: str,
        size: int,
        begin: int,
    ) -> Column:
        shape = [self.lengths[number][1] for number in ids]
        records = self.records if shape[:1] == [0] else 1
        cells = 1
        for length in shape[1:] if shape[:1] == [0] else shape:
            cells *= length
        assert size == -(-cells * struct.calcsize(f">{kind}") // 4) * 4
        values: list[float] = []
        for record in range(records):
            start = begin + record * self.stride
            values += struct.unpack_from(f">{cells}{kind}", self.data, start)
        return Column(tuple(self.lengths[number][0] for number in ids), attributes, values)

    def attributes(self) -> Mapping[str, str | float]:
        return {self.name(): self.value() for _ in range(self.items(12))}

    def value(self) -> str | float:
        kind, count = self.number(), self.number()
        if kind == 2:
            return self.text(count)
        assert (FORMATS[kind], count) == ("f", 1)
        (value,) = struct.unpack(">f", self.take(4))
        return float(value)

    def items(self, tag: int) -> int:
        found, count = self.number(), self.number()
        assert found == (tag if count else 0)
        return count

    def name(self) -> str:
        return self.text(self.number())

    def text(self, size: int) -> str:
        padded = self.take(-(-size // 4) * 4)
        assert padded[size:].strip(b"\0") == b""
        return padded[:size].decode()

    def number(self) -> int:
        return int.from_bytes(self.take(4), "big", signed=True)

    def take(self, size: int) -> bytes:
        self.at += size
        return self.data[self.at - size : self.at]


def test_the_sample_file_says_what_it_holds() -> None:
    (body,) = (sample.body for sample in climate_objects() if sample.key == "tas_demo.nc")
    found = Reader(body).read()
    assert found.dimensions == {"time": 12, "lat": 36, "lon": 72}
    assert found.unlimited == "time"
    assert found.attributes["Conventions"] == "CF-1.8"
    assert set(found.variables) == {"time", "lat", "lon", "tas"}
    tas = found.variables["tas"]
    assert tas.dimensions == ("time", "lat", "lon")
    assert tas.attributes["units"] == "K"
    assert tas.values == list(temperatures(regular_grid(5.0), range(12)))
    assert all(220 < kelvin < 330 for kelvin in tas.values)
    assert found.variables["lat"].values[0] == -87.5


def test_each_file_of_the_tree_is_one_too() -> None:
    for sample in scenario_objects():
        assert Reader(sample.body).read().dimensions == {"time": 12, "lat": 6, "lon": 12}


names = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=9)
numbers = st.floats(width=32, allow_nan=False)


@given(
    records=st.integers(0, 4),
    width=st.integers(1, 5),
    attributes=st.dictionaries(names, st.text(max_size=9) | st.floats(width=32, allow_nan=False)),
    data=st.data(),
)
def test_anything_written_reads_back_the_same(
    records: int, width: int, attributes: dict[str, str | float], data: st.DataObject
) -> None:
    def values(typecode: str, length: int) -> array[float]:
        return array(typecode, data.draw(st.lists(numbers, min_size=length, max_size=length)))

    once, each = values("f", width), values("d", records * width)
    variables = [
        Variable("each", ("t", "x"), each, attributes),
        Variable("once", ("x",), once),
        Variable("again", ("t", "x"), each),
    ]
    found = Reader(Dataset({"t": records, "x": width}, "t", variables, attributes).encode()).read()
    assert found.dimensions == {"t": records, "x": width}
    assert found.attributes == found.variables["each"].attributes == attributes
    assert found.variables["each"].values == found.variables["again"].values == list(each)
    assert found.variables["once"].values == list(once)
