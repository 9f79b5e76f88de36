"""The index of those who may be offered today: read-only columns in memory, and engines that find the best in them.

Every engine gives what plain Python gives (`matching.limits`, `matching.terms`): same ids, scores and order
(docs/adr/0016).
"""
