"""Who writes: people, their addresses, and who of several speaks."""
