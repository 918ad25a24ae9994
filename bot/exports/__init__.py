"""Answers, submissions and attendance as files that other programs read."""
