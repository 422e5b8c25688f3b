"""People, their roles and scopes, signing in, and the audit."""
