"""The commands behind `mutabakat`, one file each. They wire and print; what they do lies in the services."""
