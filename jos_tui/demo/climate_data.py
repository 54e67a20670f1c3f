"""The objects of the bucket ``climate-data``: one made-up field in many formats."""

from __future__ import annotations

import itertools
import json
from array import array
from collections.abc import Iterator

from jos_tui.demo.fields import Grid, regular_grid, temperatures
from jos_tui.demo.filling import SampleObject
from jos_tui.demo.netcdf import Dataset, Variable
from jos_tui.demo.png import encode_rgb
from jos_tui.demo.zarr import ZarrArray, format_2, format_3

_MONTHS = range(12)
_STEP_DEGREES = 5.0
_MAP_STEP_DEGREES = 2.0
_ZARR_CHUNKS = (3, 18, 24)
_ZARR_STORES = {"monthly-means": format_3, "tas_v2.zarr": format_2, "tas_v3.zarr": format_3}

_README = """Sample data of jos-tui
======================

Nothing here was measured or modelled: every value comes from one short formula.
Do with it whatever you like; it is in the public domain.

tas_demo.nc              monthly surface temperature, NetCDF classic
zarr/tas_v2.zarr/        the same as a Zarr store, format 2
zarr/tas_v3.zarr/        the same as a Zarr store, format 3
zarr/monthly-means/      the same again: a Zarr store that no name tells of
tables/                  stations as CSV and GeoJSON
pictures/                a map of January as PNG
scenarios/               a tree as models write it, many small NetCDF files
"""

_TITLE = {
    "title": "Made-up surface temperature",
    "Conventions": "CF-1.8",
    "source": "a formula, not a model",
    "license": "CC0-1.0",
}
_TAS = {
    "standard_name": "air_temperature",
    "long_name": "Near-Surface Air Temperature",
    "units": "K",
}
_TIME = {
    "standard_name": "time",
    "units": "days since 2000-01-01",
    "calendar": "360_day",
}
_LAT = {"standard_name": "latitude", "units": "degrees_north"}
_LON = {"standard_name": "longitude", "units": "degrees_east"}


def climate_objects() -> Iterator[SampleObject]:
    """Yield the objects outside ``scenarios/``."""
    grid = regular_grid(_STEP_DEGREES)
    values = temperatures(grid, _MONTHS)
    yield SampleObject("README.txt", _README.encode(), "text/plain; charset=utf-8")
    yield SampleObject("tas_demo.nc", _netcdf(grid, values, _MONTHS), "application/x-netcdf")
    yield SampleObject("pictures/january.png", _map(), "image/png")
    yield from _tables()
    arrays = _zarr_arrays(grid, values)
    for name, written in _ZARR_STORES.items():
        for key, body in written(_TITLE, arrays):
            yield SampleObject(f"zarr/{name}/{key}", body)


def scenario_objects() -> Iterator[SampleObject]:
    """Yield the tree below ``scenarios/``: 180 small NetCDF files, seven levels deep."""
    grid = regular_grid(30.0)
    experiments, members = ("historical", "warm", "cool"), ("r1", "r2", "r3")
    models, years = ("example-hi", "example-lo"), range(2000, 2050, 5)
    for model, experiment, member in itertools.product(models, experiments, members):
        for year in years:
            months = range((year - 2000) * 12, (year - 2000) * 12 + 12)
            name = f"tas_Amon_{model}_{experiment}_{member}_{year}01-{year}12.nc"
            folder = f"scenarios/{model}/{experiment}/{member}/Amon/tas/v1"
            body = _netcdf(grid, temperatures(grid, months), months)
            yield SampleObject(f"{folder}/{name}", body, "application/x-netcdf")


def _netcdf(grid: Grid, values: array[float], months: range) -> bytes:
    days = array("d", (30 * month + 15 for month in months))
    sizes = {"time": len(months), "lat": len(grid.latitudes), "lon": len(grid.longitudes)}
    variables = (
        Variable("time", ("time",), days, _TIME),
        Variable("lat", ("lat",), grid.latitudes, _LAT),
        Variable("lon", ("lon",), grid.longitudes, _LON),
        Variable("tas", ("time", "lat", "lon"), values, {**_TAS, "_FillValue": 1.0e20}),
    )
    return Dataset(sizes, "time", variables, _TITLE).encode()


def _zarr_arrays(grid: Grid, values: array[float]) -> tuple[ZarrArray, ...]:
    days = array("d", (30 * month + 15 for month in _MONTHS))
    shape = (len(days), len(grid.latitudes), len(grid.longitudes))
    axes = (("time", days, _TIME), ("lat", grid.latitudes, _LAT), ("lon", grid.longitudes, _LON))
    coordinates = (
        ZarrArray(name, (name,), (len(axis),), (len(axis),), axis, attributes)
        for name, axis, attributes in axes
    )
    tas = ZarrArray("tas", ("time", "lat", "lon"), shape, _ZARR_CHUNKS, values, _TAS)
    return (*coordinates, tas)


def _tables() -> Iterator[SampleObject]:
    grid = regular_grid(_STEP_DEGREES)
    january = temperatures(grid, range(1))
    rows = ["station,latitude,longitude,temperature_k"]
    features = []
    places = itertools.product(grid.latitudes, grid.longitudes)
    for number, ((north, east), kelvin) in enumerate(zip(places, january, strict=True)):
        if number % 17 == 0:
            name = f"S{number:04d}"
            rows.append(f"{name},{north},{east},{kelvin:.2f}")
            point = {"type": "Point", "coordinates": [east, north]}
            about = {"station": name, "temperature_k": round(kelvin, 2)}
            features.append({"type": "Feature", "geometry": point, "properties": about})
    collection = {"type": "FeatureCollection", "features": features}
    table = "\n".join((*rows, ""))
    yield SampleObject("tables/stations.csv", table.encode(), "text/csv")
    document = json.dumps(collection, indent=1).encode()
    yield SampleObject("tables/stations.geojson", document, "application/geo+json")


def _map() -> bytes:
    grid = regular_grid(_MAP_STEP_DEGREES)
    values = temperatures(grid, range(1))
    coldest, warmest = min(values), max(values)
    colours = [_colour((kelvin - coldest) / (warmest - coldest)) for kelvin in values]
    width = len(grid.longitudes)
    rows = [b"".join(colours[start : start + width]) for start in range(0, len(colours), width)]
    return encode_rgb(width, rows[::-1])


def _colour(share: float) -> bytes:
    return bytes(
        (round(255 * share), round(255 * (1 - abs(2 * share - 1))), round(255 * (1 - share)))
    )
