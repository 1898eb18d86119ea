"""All queries of the aggregator, by what they are about. Each is held to one company."""
