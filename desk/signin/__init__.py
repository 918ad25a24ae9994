"""Signing in: a link, then a second factor; or the organisation's own provider."""
