"""What the command line does beside serving, one module for each of its commands."""
