"""What is said, in every language: catalogues, voices, and what translators work with."""
