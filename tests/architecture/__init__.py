"""Rules of this repository that a machine can hold."""
