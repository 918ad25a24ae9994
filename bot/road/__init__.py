"""The one road: what comes in is kept, brings about what it brings about in one transaction, and is answered then."""
