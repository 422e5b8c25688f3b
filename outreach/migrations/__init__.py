"""How a database comes from any released shape to today's, and back."""
