"""``python -m jos_tui``, which is what the ``jos-tui`` command does too."""

from __future__ import annotations

import sys

from jos_tui.core.core_files import forbid_core_files

_INTERRUPTED = 130


def main() -> None:
    """Run the command line of this process and exit with its code."""
    forbid_core_files()
    try:
        from jos_tui.cli.main import main as run
    except KeyboardInterrupt:  # before the program is there to say so
        sys.exit(_INTERRUPTED)
    run()


if __name__ == "__main__":
    main()
