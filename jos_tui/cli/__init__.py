"""The command line: opens the TUI, or runs one subcommand on the same rooms."""
