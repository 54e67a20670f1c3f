"""From bytes to something to look at; one module per family of formats."""
