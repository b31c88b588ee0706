"""Console: what the command line prints, a module a noun; each has ``show`` for people and most ``to_json``."""
