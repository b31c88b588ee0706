"""Question in, hits out: understanding, dense and lexical search, fusion."""
