"""Running jobs: items leased from the journal, done on threads, results written back."""
