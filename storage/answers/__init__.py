"""Answers as the desk has them: looked for, reviewed, counted, taken out."""
