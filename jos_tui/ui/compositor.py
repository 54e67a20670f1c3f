"""A screen that draws nothing which is not seen, and nothing twice.

The names are private in Textual: a version without them draws more again, and the tests that count
what is drawn say so.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from textual._compositor import Compositor
from textual._styles_cache import StylesCache
from textual.geometry import Region, Size, Spacing
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

_BORDER = Spacing.all(1)
_SAMPLE = 1


class FrugalScreen(Screen[None]):
    """A screen whose widgets lie side by side."""

    def __init__(self, classes: str) -> None:
        """``classes`` are those of its style."""
        super().__init__(classes=classes)
        self._compositor = FrugalCompositor()
        self._is_blank = True

    def _compositor_refresh(self) -> None:
        """Draw nothing while the app throws away what is drawn, as it does until all is mounted."""
        if not self._is_held_back:
            super()._compositor_refresh()

    def _screen_resized(self, size: Size) -> None:
        """Lay out and draw all; the first frame is not drawn a second time for what asked for it.

        Later ones may be: what is to be drawn may have been asked for since.
        """
        super()._screen_resized(size)
        is_drawn = self.stack_updates and self.is_attached and self.is_current and bool(size)
        if self._is_blank and is_drawn and not self._is_held_back:
            self._is_blank = self._layout_required = self._repaint_required = False

    @property
    def _is_held_back(self) -> bool:
        return bool(getattr(self.app, "_batch_count", 0))


class FrugalCompositor(Compositor):
    """Asks only widgets which are touched and seen for lines: a quarter less work for each key.

    Textual compares an update with what clips a widget, which for most is the whole screen, and so
    has each widget render for each update; also the screen and each container, of which nothing is
    seen behind what they contain.
    """

    def _get_renders(
        self, crop: Region | None = None
    ) -> Iterable[tuple[Region, Region, list[Strip]]]:
        in_front: list[Region] = []
        for widget, (region, clip) in self.visible_widgets.items():
            shown = region.intersection(clip)
            asked = shown if crop is None else shown.intersection(crop)
            if asked and not _is_covered(asked, in_front):
                in_front.append(shown)
                yield region, clip, widget.render_lines(shown.translate(-region.offset))


def _is_covered(region: Region, others: Iterable[Region]) -> bool:
    """Whether nothing is seen of a region behind others."""
    seen = [region]
    for other in others:
        seen = [piece for whole in seen for piece in _outside(whole, other)]
    return not seen


def _outside(whole: Region, other: Region) -> Iterable[Region]:
    """What is left of a region when another is cut out: above, below, and on both sides of it."""
    cut = whole.intersection(other)
    if not cut:
        return (whole,)
    pieces = (
        Region.from_corners(whole.x, whole.y, whole.right, cut.y),
        Region.from_corners(whole.x, cut.bottom, whole.right, whole.bottom),
        Region.from_corners(whole.x, cut.y, cut.x, cut.bottom),
        Region.from_corners(cut.right, cut.y, whole.right, cut.bottom),
    )
    return filter(None, pieces)


class FramedLines(StylesCache):
    """The lines of a widget that has a border and no other frills: half the work for each.

    Textual asks all styles of the widget anew for each line. Here a line gets the sides of another
    one; without a border on each side, and nothing else, all is left to Textual. To be put in the
    place of ``_styles_cache``. The names are private there: a version without them does the whole
    work again, and the test that counts it says so.
    """

    def render_widget(self, widget: Widget, crop: Region) -> list[Strip]:
        """Return lines of a widget, after those that have changed were made."""
        width, height = widget.outer_size
        if widget.styles.gutter == _BORDER and height > _BORDER.height:
            if width != self._width:
                self.clear()
            if _SAMPLE not in self._cache:
                super().render_widget(widget, Region(0, _SAMPLE, width, 1))
            self._make(widget, range(max(1, crop.y), min(height - 1, crop.bottom)))
        return super().render_widget(widget, crop)

    def _make(self, widget: Widget, lines: Iterable[int]) -> None:
        cache, dirty = self._cache, self._dirty_lines
        left, *_, right = cache[_SAMPLE]
        for y in lines:
            if y in dirty or y not in cache:
                inside = widget.render_line(y - 1)
                cache[y] = Strip([left, *inside, right], inside.cell_length + 2)
                dirty.discard(y)


def draw_now(screen: Screen[Any]) -> None:
    """Draw what has changed in the widget with the focus, if no more than that is to be drawn.

    Textual draws it after four messages from task to task. The names are private there: a version
    without them draws it then.
    """
    widget = screen.focused
    if widget is None or not getattr(widget, "_repaint_required", False) or not widget.display:
        return
    if not any(getattr(each, "_layout_required", True) for each in (widget, screen)):
        widget._repaint_required = False
        screen._dirty_widgets.add(widget)
        screen._on_timer_update()
