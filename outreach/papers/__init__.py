"""Papers of a visit: what is needed by when, printed, handed in, checked, kept and forgotten."""
