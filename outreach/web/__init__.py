"""Who asks, may they, and how pages go out."""
