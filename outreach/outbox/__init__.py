"""Messages to send after the commit that caused them."""
