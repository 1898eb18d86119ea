"""The four services and the two places that may see several of them: `cli` and `host`."""
