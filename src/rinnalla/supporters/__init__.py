"""A volunteer's road: application, interview, pledge, active, resting, stopped; experience and capacity (R2–R14)."""
