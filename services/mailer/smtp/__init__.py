"""SMTP conversations: connecting to a checked address, and the phases of handing over one mail."""
