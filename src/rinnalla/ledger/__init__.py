"""Writes down who did or saw what: append-only and chained. Ids are text, so it outlives what it tells of."""
