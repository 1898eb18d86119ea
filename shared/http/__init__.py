"""What every HTTP application of the product has in common."""
