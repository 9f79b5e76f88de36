"""A person's rights: consents taken back, a rest of everything, a correction, an objection (R37, R38)."""
