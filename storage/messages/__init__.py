"""What is to be sent and what became of it; what waits for a window, a pace or a reader."""
