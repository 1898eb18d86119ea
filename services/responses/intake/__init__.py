"""Files of strangers on their way in: read and compared in the confined child, never in the service itself."""
