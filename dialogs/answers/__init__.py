"""The answers of one person to one form: a sheet, which knows what is relevant, what comes next and what is handed in."""
