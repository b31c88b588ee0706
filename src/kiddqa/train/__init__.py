"""Training data in, fitted weights out; never imported by the other rooms."""
