"""What a supporter has learnt: qualifications, from a course or from recognised equivalence (R7–R9)."""
