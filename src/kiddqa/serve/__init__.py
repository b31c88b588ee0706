"""HTTP: the API, the pages, their security headers."""
