"""What was said leaves: in order, at the allowed pace; what a refusal means is acted on."""
