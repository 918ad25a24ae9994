"""The pages about translations, and their files."""
