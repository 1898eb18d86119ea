"""The console over the real campaign service; the other services' APIs answer as they are published."""
