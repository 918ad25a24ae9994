"""What the staff is told, when and how: digests, and what cannot wait."""
