"""A model and a batch in, what is to be made small out."""

from collections.abc import Sequence
from math import ceil

import torch

from kiddqa.train.batches import Encoded

SHARED_WEIGHT = 0.5
"""What the likelihood among the passages of a group weighs beside that within each."""
LENGTH_STEP = 16
"""Tokens; batches are padded to a multiple, since every new shape costs torch a new kernel."""


def loss_of(model: torch.nn.Module, batch: Sequence[Encoded]) -> torch.Tensor:
    """Return the mean negative log-likelihood of the right starts and ends, in nats.

    A group weighs as two pairs, one for its first and one for the others, that do not answer. Where its first answers,
    the same among the starts and ends of the whole group is added, at half its weight: every logit less the one of
    "not here" in its window, which is how spans of several passages are compared when they are read.

    Source of the latter: Clark and Gardner, "Simple and Effective Multi-Paragraph Reading Comprehension", 2018,
    doi:10.18653/v1/P18-1078, section 3.3, "shared-norm".
    """
    longest = LENGTH_STEP * ceil(max(len(pair.window.ids) for pair in batch) / LENGTH_STEP)
    ids = torch.zeros((len(batch), longest), dtype=torch.long)
    types, mask = torch.zeros_like(ids), torch.zeros_like(ids)
    allowed = torch.zeros((len(batch), longest), dtype=torch.bool)
    right = torch.zeros((len(batch), longest, 2), dtype=torch.bool)
    for row, pair in enumerate(batch):
        length = len(pair.window.ids)
        ids[row, :length] = torch.tensor(pair.window.ids)
        types[row, :length] = torch.tensor(pair.window.type_ids)
        mask[row, :length] = 1
        allowed[row, pair.window.first : length - 1] = True
        right[row, list(pair.starts), 0] = True
        right[row, list(pair.ends), 1] = True
    allowed[:, 0] = True
    device = next(model.parameters()).device
    ids, types, mask, allowed, right = (tensor.to(device) for tensor in (ids, types, mask, allowed, right))
    with torch.autocast(device.type, dtype=torch.bfloat16):
        found = model(input_ids=ids, token_type_ids=types, attention_mask=mask)
    logits = torch.stack([found.start_logits, found.end_logits], dim=-1).float()
    logits = logits.masked_fill(~allowed[:, :, None], -1e9)
    likelihood = logits.log_softmax(dim=1).masked_fill(~right, -torch.inf).logsumexp(dim=1)
    groups = _groups(batch)
    if not groups:
        return -likelihood.mean()
    weights = torch.ones(len(batch), device=device)
    for rows in groups:
        weights[rows[1:]] = 1 / (len(rows) - 1)
    loss = -(likelihood.mean(dim=1) * weights).sum() / weights.sum()
    answered = [rows for rows in groups if 0 not in batch[rows[0]].starts]
    if not answered:
        return loss
    beyond = logits[:, 1:] - logits[:, :1]
    among = torch.stack([beyond[rows].flatten(0, 1) for rows in answered])
    theirs = torch.stack([right[rows, 1:].flatten(0, 1) for rows in answered])
    shared = among.log_softmax(dim=1).masked_fill(~theirs, -torch.inf).logsumexp(dim=1)
    return loss - SHARED_WEIGHT * shared.sum(dim=1).mean() / 2


def _groups(batch: Sequence[Encoded]) -> list[list[int]]:
    """Return the rows of each group."""
    rows: dict[int, list[int]] = {}
    for row, pair in enumerate(batch):
        if pair.group is not None:
            rows.setdefault(pair.group, []).append(row)
    return list(rows.values())
