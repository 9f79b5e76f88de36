"""A fair proposal for the whole queue: most people served, then the longest waits, then the best fit (docs/adr/0017).

`table` what is decided, in whole numbers · `flow` the optimum · `paths` repairing it after a change · `certificates`
two proofs of it that do not trust the solver · `fairness` how it treats groups · `bounds` the best in which one group
fits at least so well · `proposing` the calls `propose` and `bounded`.
"""
