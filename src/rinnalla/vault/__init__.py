"""Locks what people tell: sealed fields, one key per person, and the keyring outside the database. No tables here."""
