"""The pages about workshops: planned, looked at, changed, taken from files; their people and their reminders."""
