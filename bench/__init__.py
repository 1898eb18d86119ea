"""Measurements that print ratios; each stores its last result in `bench/RESULTS.md`."""
