"""What people get of workshops as files (tickets, calendars, certificates), and workshops that come from files."""
