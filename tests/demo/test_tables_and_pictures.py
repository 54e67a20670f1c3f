"""The tables and the picture can be read by what reads such files."""

from __future__ import annotations

import csv
import json
import struct
import zlib

import pytest

from jos_tui.demo.climate_data import climate_objects


@pytest.fixture(scope="module")
def bodies() -> dict[str, bytes]:
    return {sample.key: sample.body for sample in climate_objects()}


def test_the_table_has_a_header_and_numbers(bodies: dict[str, bytes]) -> None:
    rows = list(csv.DictReader(bodies["tables/stations.csv"].decode().splitlines()))
    assert len(rows) == 153
    assert all(220 < float(row["temperature_k"]) < 330 for row in rows)


def test_the_geojson_has_the_stations_of_the_table(bodies: dict[str, bytes]) -> None:
    rows = csv.DictReader(bodies["tables/stations.csv"].decode().splitlines())
    features = json.loads(bodies["tables/stations.geojson"])["features"]
    stations = [feature["properties"]["station"] for feature in features]
    assert stations == [row["station"] for row in rows]


def test_the_picture_is_a_png(bodies: dict[str, bytes]) -> None:
    data = bodies["pictures/january.png"]
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    chunks, at = {}, 8
    while at < len(data):
        (size,) = struct.unpack_from(">I", data, at)
        kind, content = data[at + 4 : at + 8], data[at + 8 : at + 8 + size]
        (check,) = struct.unpack_from(">I", data, at + 8 + size)
        assert check == zlib.crc32(kind + content)
        chunks[kind], at = content, at + 12 + size
    assert list(chunks) == [b"IHDR", b"IDAT", b"IEND"]
    width, height, depth, colour = struct.unpack_from(">IIBB", chunks[b"IHDR"])
    assert (width, height, depth, colour) == (180, 90, 8, 2)
    assert len(zlib.decompress(chunks[b"IDAT"])) == height * (1 + 3 * width)
