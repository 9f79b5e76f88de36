"""The pair: their agreement and its versions, signatures, reviews, contact log, pause, ending (R23–R29)."""
