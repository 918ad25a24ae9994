"""Files of people: what they send, cleaned and sealed; and what is stored about them, as a page of their own."""
