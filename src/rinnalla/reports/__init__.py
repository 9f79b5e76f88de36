"""Counts without names: how long people waited and who found a peer, so that no group waits unseen (R21, R34)."""
