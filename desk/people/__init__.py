"""The pages about people: the table, one person, what they handed in, talking with them."""
