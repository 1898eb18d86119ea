"""The whole product as processes, for tests that start it, use it, kill it and look at what it kept."""
