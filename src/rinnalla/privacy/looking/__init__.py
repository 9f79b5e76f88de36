"""What follows from a look: questions about a line, exceptional openings, weekly counts of readings (docs/adr/0013)."""
