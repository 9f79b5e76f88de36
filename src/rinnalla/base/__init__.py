"""What every room stands on: the clock, errors, codes, fates of fields, permission plumbing and page parts. No tables."""
