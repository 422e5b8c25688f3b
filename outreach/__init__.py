"""School visits to a science museum, and an honest account of whom popular science reaches."""
