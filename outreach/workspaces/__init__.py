"""What province and cities ask of units below, and who has answered."""
