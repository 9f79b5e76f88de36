"""Rinnalla runs a peer-support programme for a union of regional patient associations."""

__version__ = "0.1.0"
