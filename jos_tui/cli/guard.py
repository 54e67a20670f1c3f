"""What is protected, as the command line meets it: ``--confirm NAME``, or the name typed in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import click

from jos_tui.jobs.protection import Protection, name_to_type
from jos_tui.jobs.request import Request

if TYPE_CHECKING:
    from jos_tui.profiles.profile import Profile

_META = "jos_tui.confirm"
_Command = TypeVar("_Command", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Guard:
    """The protected patterns of a connection, and the name given with ``--confirm``."""

    protection: Protection
    given: str

    @classmethod
    def of(cls, context: click.Context, profile: Profile) -> Guard:
        """Return what guards a connection in this command."""
        return cls(Protection(profile.protected), context.meta.get(_META) or "")

    def word_for(self, request: Request) -> str:
        """Return the name that a request needs, "" if it concerns nothing protected."""
        return name_to_type(request) if self.protection.pattern_for(request) else ""

    def is_to_be_typed(self, request: Request) -> bool:
        """Whether the user is still to be asked for the name."""
        return bool(self.word_for(request)) and not self.given

    def check(self, request: Request, nobody_asked: bool) -> None:
        """Raise Protected for a wrong name, or for none where nobody will be asked."""
        if self.given or nobody_asked:
            self.protection.check(request, self.given)


def confirm_option(command: _Command) -> _Command:
    """Add ``--confirm`` to a command; :meth:`Guard.of` reads it."""

    def remember(context: click.Context, _: click.Parameter, value: str) -> None:
        context.meta[_META] = value

    return click.option(
        "--confirm",
        metavar="NAME",
        default="",
        expose_value=False,
        callback=remember,
        help="The name to be typed where something is protected: --yes is not enough there.",
    )(command)
