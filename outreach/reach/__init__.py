"""Who is reached, who is not, where next."""
