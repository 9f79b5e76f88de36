"""Measurements and hard proofs, each a script that prints its figures. How to run them: bench/README.md."""
