"""Outbox entries become mail, invitations and texts to forward."""
