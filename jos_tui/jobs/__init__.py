"""Everything that changes something: plan, run, report."""
