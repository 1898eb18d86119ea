"""Looks up what the sender's domain publishes about its mail: bounded, cached, and never in the way of anything."""
