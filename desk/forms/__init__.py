"""The pages about forms: those that are there, drafts of new ones, and trying them as on a phone."""
