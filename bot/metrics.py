"""What can be measured from outside: counts and durations, never a person. Served on a loopback port of its own."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

REGISTRY = CollectorRegistry()
TURNS = Counter("lotse_turns", "Events taken in", registry=REGISTRY)
BATCH = Histogram(
    "lotse_batch_size", "Things written in one transaction", buckets=(1, 2, 5, 10, 20, 50, 100, 200), registry=REGISTRY
)
SENT = Counter("lotse_messages", "Messages by how sending went", ["state"], registry=REGISTRY)
IN_FLIGHT = Gauge("lotse_messages_in_flight", "Messages handed to a platform and not settled", registry=REGISTRY)
PAUSES = Counter("lotse_pauses", "Times a platform asked an account to slow down", registry=REGISTRY)
MISSED = Counter(
    "lotse_missed", "Intentions that fell due while nobody was there, past their catch-up window", registry=REGISTRY
)
HELD = Counter("lotse_held", "Messages that wait until their person writes again", registry=REGISTRY)
TEMPLATES = Counter("lotse_templates", "Templates sent, by their name", ["name"], registry=REGISTRY)
WRITTEN_FIRST = Gauge("lotse_written_first", "People to whom templates went within 24 hours", registry=REGISTRY)
STATUSES = Counter("lotse_statuses", "What platforms told of messages", ["state"], registry=REGISTRY)
IGNORED = Counter("lotse_ignored", "Parts of webhooks that were for numbers which are not ours", registry=REGISTRY)
