"""The inputs of a model's products in, the same rounded to 8 bits out, as the graph that serves rounds them.

A reader that has been trained with the rounding loses less by it. The gradient passes as if nothing had been rounded.
As in ``index.smooth``, the columns of an input are evened out before, here by the sizes that the batch itself shows.

Source: Jacob et al., "Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only Inference",
2018, doi:10.1109/CVPR.2018.00286.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import torch
from transformers import BertForQuestionAnswering

from kiddqa.index.smooth import SHARE

STEPS = 255
"""Of an unsigned byte."""
_LEAST = 1e-5

_Hook = Callable[[torch.nn.Module, tuple[torch.Tensor, ...]], tuple[torch.Tensor, ...]]


@contextmanager
def rounded_products(model: BertForQuestionAnswering) -> Iterator[None]:
    """Round, while it lasts, what every product of the model's layers takes."""
    hooks = []
    for layer in model.bert.encoder.layer:
        attention = layer.attention.self
        for module, weights in (
            (attention, [attention.query.weight, attention.key.weight, attention.value.weight]),
            (layer.attention.output.dense, [layer.attention.output.dense.weight]),
            (layer.intermediate.dense, [layer.intermediate.dense.weight]),
            (layer.output.dense, [layer.output.dense.weight]),
        ):
            hooks.append(module.register_forward_pre_hook(_rounding(weights)))
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()


def rounded(inputs: torch.Tensor, weights: Sequence[torch.Tensor]) -> torch.Tensor:
    """Return inputs, shape (windows, tokens, columns), as 8 bits can tell them apart, each window for itself.

    Args:
        inputs: What products take.
        weights: Of the products, shape (rows, columns) each.
    """
    with torch.no_grad():
        weight_sizes = torch.stack([weight.abs().amax(dim=0) for weight in weights]).amax(dim=0)
        sizes = inputs.abs().amax(dim=(0, 1)).float()
        factors = (sizes.clamp(min=_LEAST) ** SHARE / weight_sizes.clamp(min=_LEAST) ** (1 - SHARE)).to(inputs.dtype)
        even = inputs / factors
        least = even.amin(dim=(1, 2), keepdim=True).clamp(max=0)
        step = (even.amax(dim=(1, 2), keepdim=True).clamp(min=0) - least).clamp(min=_LEAST) / STEPS
        lost = (even / step).round_().mul_(step).mul_(factors).sub_(inputs)
    return inputs + lost


def _rounding(weights: Sequence[torch.Tensor]) -> _Hook:
    def hook(_: torch.nn.Module, inputs: tuple[torch.Tensor, ...]) -> tuple[torch.Tensor, ...]:
        return rounded(inputs[0], weights), *inputs[1:]

    return hook
