"""Terms, closures, and the sessions people can book."""
