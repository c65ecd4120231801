"""Whether a routine is safe, clear and fair: the rules, on what was written and on what was planned."""
