"""Locks what people tell: sealed fields, a key per person, the keyring outside the database. No tables."""
