"""The responses service as a whole: events in, pages and events out."""
