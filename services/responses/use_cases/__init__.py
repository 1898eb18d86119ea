"""What the service does, each as a function of a transaction and what it is told. Whoever opened the transaction commits."""
