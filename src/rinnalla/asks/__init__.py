"""Someone asks for a peer: by themself, on the phone, by referral; the promise of the next word; waiting; closing."""
