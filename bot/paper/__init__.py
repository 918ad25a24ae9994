"""Forms on paper, and whatever else is printed."""
