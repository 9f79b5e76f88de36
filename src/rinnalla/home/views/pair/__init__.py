"""The pair's own pages. Coordinators get no further than the policies: the words are for the two (R24, R26)."""
