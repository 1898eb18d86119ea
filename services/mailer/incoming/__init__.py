"""The platform's own mailbox: read over IMAP, understood, sorted into folders. What is read here was written by anybody."""
