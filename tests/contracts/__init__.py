"""What each consumer relies on (`<consumer>/<event>.json`, written by hand), held against consumers, producers and schemas."""
