"""Schools that nothing reached for long, and the invitations that are sent to them."""
