"""CARRIES: channels, the turnstile, the sender, the clock, the web server and the command line."""
