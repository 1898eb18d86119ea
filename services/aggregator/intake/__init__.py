"""From an opened file to lines that a database takes as they are: what the reading process of an import does."""
