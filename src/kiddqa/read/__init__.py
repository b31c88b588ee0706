"""Query and hits in, an answer or no answer out: scoring sentences, calibrated confidence."""
