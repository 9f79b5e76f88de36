"""Asking for a peer without an account: one question a page, saved as one goes."""
