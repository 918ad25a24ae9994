"""The staff: who they are, how they sign in, what they are told, and what they do for people."""
