"""The top of the command line: a subcommand's name, or a location to open."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

import click

OPENING = ""
"""The ``invoked_subcommand`` of a command line that opens a location: it has no name to type."""


def looks_like_location(word: str) -> bool:
    """Whether a first argument names a place in a store rather than a subcommand.

    Only what no subcommand can be called: ``s3://…``, ``https://…``, anything with a ``/``. So a
    mistyped subcommand is reported instead of being opened as a bucket.
    """
    return "/" in word and not word.startswith("-")


class CommandGroup(click.Group):
    """A group whose first argument may be a location; that runs ``opener`` on it.

    ``modules`` says where commands are found that are imported only when they are asked for.
    """

    def __init__(
        self, *args: object, opener: click.Command, modules: Mapping[str, str], **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._opener = opener
        self._modules = modules

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands; imports none."""
        return sorted({*super().list_commands(ctx), *self._modules})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, None if there is none of that name."""
        module = self._modules.get(cmd_name)
        if module is None:
            return super().get_command(ctx, cmd_name)
        command: click.Command = getattr(import_module(module), cmd_name)
        return command

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the pieces of the usage line."""
        return ["[OPTIONS]", "[s3://BUCKET/PREFIX | COMMAND …]"]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the subcommand, or the opener with all arguments; fails with a suggestion."""
        word = args[0]
        if self.get_command(ctx, word) is None and not ctx.resilient_parsing:
            if looks_like_location(word):
                return OPENING, self._opener, args
            ctx.fail(self._unknown(ctx, word))
        return super().resolve_command(ctx, args)

    def _unknown(self, ctx: click.Context, word: str) -> str:
        from difflib import get_close_matches

        close = get_close_matches(word, self.list_commands(ctx), n=1)
        hint = f"Did you mean '{close[0]}'?" if close else f"To open a bucket, write s3://{word}."
        return f"There is no command '{word}'. {hint}"
