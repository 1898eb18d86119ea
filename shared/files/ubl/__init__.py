"""Electronic documents (UBL-TR), alone, in envelopes or in archives: what stands in them, whoever asks."""
