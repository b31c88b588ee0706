import pytest
import torch
from transformers import BertConfig, BertForQuestionAnswering

from fakes import TINY_BERT
from kiddqa.train.rounding import rounded, rounded_products

WEIGHT = torch.ones((3, 4))


def spread(*columns: float) -> torch.Tensor:
    """Return one window of 50 tokens, whose columns go up to these sizes."""
    chance = torch.Generator().manual_seed(0)
    return (torch.rand((1, 50, len(columns)), generator=chance) * 2 - 1) * torch.tensor(columns)


def test_at_most_256_values_are_told_apart_in_a_column() -> None:
    given = torch.linspace(-1, 1, 2_000).reshape(1, 1_000, 2)
    made = rounded(given, [torch.ones((3, 2))])
    assert 100 < len(made.unique()) <= 2 * 256
    assert (made - given).abs().max() < 2 / 255


def test_zero_stays_zero() -> None:
    given = spread(1, 1, 1, 1)
    given[0, 7] = 0
    assert rounded(given, [WEIGHT])[0, 7].tolist() == [0, 0, 0, 0]


def test_a_large_column_does_not_drown_the_others() -> None:
    given = spread(1_000, 1, 1, 1)
    lost = (rounded(given, [WEIGHT]) - given).abs().amax(dim=(0, 1))
    assert lost[1:].max() < 0.05


def test_each_window_is_rounded_for_itself() -> None:
    fine, coarse = spread(1, 1, 1, 1), spread(1, 1, 1, 1) * 100
    lost = (rounded(torch.cat([fine, coarse]), [WEIGHT]) - torch.cat([fine, coarse])).abs().amax(dim=(1, 2))
    assert lost[0] < 0.01 < lost[1]


def test_the_gradient_passes_as_if_nothing_were_rounded() -> None:
    given = spread(1, 1, 1, 1).requires_grad_()
    (rounded(given, [WEIGHT]) * 3).sum().backward()
    assert given.grad is not None
    assert given.grad.unique().tolist() == [3]


def test_a_model_rounds_while_it_lasts_and_not_after() -> None:
    torch.manual_seed(1)
    model = BertForQuestionAnswering(BertConfig(**TINY_BERT)).train(mode=False)
    ids = torch.arange(20).reshape(2, 10)

    plain = model(input_ids=ids).start_logits
    with rounded_products(model):
        inside = model(input_ids=ids).start_logits
    after = model(input_ids=ids).start_logits

    assert torch.equal(plain, after)
    assert not torch.equal(plain, inside)
    assert inside.detach().numpy() == pytest.approx(plain.detach().numpy(), abs=0.02)
