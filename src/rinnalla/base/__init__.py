"""What every room stands on: clock, errors, codes, fates of fields, permission plumbing, page parts. No tables."""
