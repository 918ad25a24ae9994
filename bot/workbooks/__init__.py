"""Workbooks become forms, and forms become workbooks; what is wrong with one is told with its place."""
