"""Every query of the campaign service. Each one takes the company from the caller's session and asks for nothing else's rows."""
