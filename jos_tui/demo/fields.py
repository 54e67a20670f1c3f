"""A made-up surface temperature, smooth and the same every time."""

from __future__ import annotations

import math
from array import array
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Grid:
    """The centres of the cells of a regular grid, in degrees north and east."""

    latitudes: array[float]
    longitudes: array[float]


def regular_grid(step: float) -> Grid:
    """Return a global grid with cells of ``step`` degrees; 180 must be a multiple of it."""
    rows, columns = round(180 / step), round(360 / step)
    return Grid(
        array("f", (-90 + step * (row + 0.5) for row in range(rows))),
        array("f", (step * (column + 0.5) for column in range(columns))),
    )


def temperatures(grid: Grid, months: range) -> array[float]:
    """Return temperatures in kelvin, ordered by month, latitude, longitude."""
    values = array("f")
    waves = [4 * math.cos(math.radians(2 * east)) for east in grid.longitudes]
    for month in months:
        season = math.cos(math.tau * (month % 12 - 6.5) / 12)
        for north in grid.latitudes:
            height = math.sin(math.radians(north))
            base = 301 - 48 * height * height + 14 * height * season + 0.02 * (month // 12)
            values.extend(base + wave * (1 - abs(height)) for wave in waves)
    return values
