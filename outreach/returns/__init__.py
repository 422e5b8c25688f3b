"""Statistical returns: yearly and monthly forms filled from the ledger, signed, and frozen."""
