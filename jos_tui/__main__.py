"""``python -m jos_tui``, which is what the ``jos-tui`` command does too."""

from __future__ import annotations

import sys

from jos_tui.core.core_files import forbid_core_files

_INTERRUPTED = 130


def main() -> None:
    """Run the command line of this process and exit with its code."""
    forbid_core_files()
    try:
        from jos_tui.cli import starting

        starting.main()
    except KeyboardInterrupt:  # where the program is not there yet to say so, or no more
        sys.exit(_INTERRUPTED)


if __name__ == "__main__":
    main()
