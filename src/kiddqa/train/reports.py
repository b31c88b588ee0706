"""Documents with questions that were written for kiddqa: news, minutes, reports and the like, all of it invented.

SQuAD's articles are an encyclopaedia's. These are what an analyst reads: agency news, communiqués, minutes, audit
reports, fact sheets. Several are two rounds or years of the same thing, which only their titles tell apart. The
language model that also helped to write the code wrote them; no event, person or firm in them is real.

The files in ``reports/`` are in SQuAD's format, with headings. The third recipe trains on ``train``; on ``fit`` ranker
and confidence are fitted, and ``measure`` is for measuring.
"""

from pathlib import Path

_FOLDER = Path(__file__).with_name("reports")
TRAIN = _FOLDER / "train.json"
FIT = _FOLDER / "fit.json"
MEASURE = _FOLDER / "measure.json"
