"""The pages about the staff itself: who may come in, what each is told, who did what."""
