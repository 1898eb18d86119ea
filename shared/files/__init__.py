"""Reading files that people upload: what is in the file, cell by cell. Knows no account, movement or figure."""
