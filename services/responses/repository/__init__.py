"""All queries of the responses service. Each is held to a company, or to a link id that only its owner knows."""
