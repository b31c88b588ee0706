"""Finds what travels with the package: the bundled corpus, the page templates, the compiled models.

In a wheel they lie inside the package; in a checkout ``corpus/`` and ``web/`` lie at its top level.
"""

from pathlib import Path

_PACKAGE = Path(__file__).parent
_CHECKOUT = _PACKAGE.parents[1]


def corpus_folder() -> Path:
    """Return the folder of the bundled corpus."""
    return _bundled("corpus")


def web_folder() -> Path:
    """Return the folder that holds ``templates/`` and ``static/``."""
    return _bundled("web")


def models_folder() -> Path:
    """Return the folder of the models that ship compiled."""
    return _PACKAGE / "models"


def measured_folder() -> Path:
    """Return the folder of the figures that were measured; it may hold none."""
    return _PACKAGE / "measured"


def _bundled(name: str) -> Path:
    inside = _PACKAGE / "bundled" / name
    return inside if inside.is_dir() else _CHECKOUT / name
