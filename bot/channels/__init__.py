"""One module per channel: parse what arrives, send what was said, translate refusals, state limits."""
