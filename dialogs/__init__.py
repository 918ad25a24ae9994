"""DECIDES: what happened goes in, what follows comes out. No clock, no chance, no disk, no network, no logging."""
