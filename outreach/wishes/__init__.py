"""What schools ask for before it can be booked, and who answers whom by when."""
