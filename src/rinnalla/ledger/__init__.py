"""Writes down who did or saw what: append-only, chained, without foreign keys, so that it outlives what it tells of."""
