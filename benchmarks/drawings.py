"""Figures in, small SVG drawings out: readable on a light and on a dark page, with a text that says what they show."""

from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

WIDTH, HEIGHT, MARGIN = 420, 320, 48
INK, BLUE, GROUND = "#1c1b19", "#0f5f94", "#fcfcfa"
"""As attributes: the drawing can be read where a page's policy takes no style from it, then on its light ground."""
DARK = (
    "@media (prefers-color-scheme:dark){text{fill:#ebe8e1}.ground{fill:#181817}.bar{fill:#8cc4ee}"
    ".line{stroke:#8cc4ee}.axis{stroke:#aeaa9f}}"
)


def reliability_diagram(found: dict[str, Any]) -> str:
    """Return a bar for each bin of confidence, as high as the share of its quotes that are right."""
    bins = found["calibration"]["bins"]
    bars = [
        f'<rect class="bar" fill="{BLUE}" x="{_x(bin_["low"]) + 1:.1f}" y="{_y(bin_["share_right"]):.1f}" '
        f'width="{_x(bin_["high"]) - _x(bin_["low"]) - 2:.1f}" height="{_y(0) - _y(bin_["share_right"]):.1f}"/>'
        f'<text x="{(_x(bin_["low"]) + _x(bin_["high"])) / 2:.1f}" y="{_y(bin_["share_right"]) - 4:.1f}" '
        f'text-anchor="middle">{bin_["answers"]}</text>'
        for bin_ in bins
    ]
    said = "; ".join(
        f"{bin_['low']:.1f} to {bin_['high']:.1f}: {bin_['share_right']:.2f} right of {bin_['answers']}"
        for bin_ in bins
    )
    ideal = (
        f'<line class="axis" stroke="{INK}" stroke-width="1.5" stroke-dasharray="4 4" '
        f'x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}"/>'
    )
    title = f"Share right by confidence: {found['title']}"
    return _drawing(title, said, [*bars, ideal], across="confidence", up="share right")


def risk_coverage_curve(found: dict[str, Any]) -> str:
    """Return the share of wrong answers over the share of questions answered, most confident first."""
    points: Sequence[tuple[float, float]] = found["risk_coverage"]
    step = max(1, len(points) // 200)
    path = " ".join(f"{_x(coverage):.1f},{_y(risk):.1f}" for coverage, risk in points[::step])
    believed = found["calibration"]
    said = (
        f"95 % right at coverage {believed['coverage_at_95']:.2f}, 90 % at {believed['coverage_at_90']:.2f}, "
        f"80 % at {believed['coverage_at_80']:.2f}"
    )
    title = f"Risk over coverage, {found['title']}"
    return _drawing(
        title,
        said,
        [f'<polyline class="line" fill="none" stroke="{BLUE}" stroke-width="2" points="{path}"/>'],
        across="share answered",
        up="share wrong",
    )


def _drawing(title: str, said: str, shapes: Sequence[str], *, across: str, up: str) -> str:
    ticks = [
        f'<text x="{_x(at / 10):.1f}" y="{_y(0) + 16:.1f}" text-anchor="middle">{at / 10:.1f}</text>'
        f'<text x="{_x(0) - 6:.1f}" y="{_y(at / 10) + 4:.1f}" text-anchor="end">{at / 10:.1f}</text>'
        for at in range(0, 11, 2)
    ]
    return _svg(
        title,
        said,
        [
            f'<line class="axis" stroke="#5c5951" x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(0)}"/>',
            f'<line class="axis" stroke="#5c5951" x1="{_x(0)}" y1="{_y(0)}" x2="{_x(0)}" y2="{_y(1)}"/>',
            *shapes,
            *ticks,
            f'<text x="{WIDTH / 2}" y="{HEIGHT - 6}" text-anchor="middle">{escape(across)}</text>',
            f'<text text-anchor="middle" transform="translate(14 {HEIGHT / 2}) rotate(-90)">{escape(up)}</text>',
        ],
    )


def _x(share: float) -> float:
    return MARGIN + share * (WIDTH - MARGIN - 16)


def _y(share: float) -> float:
    return HEIGHT - 44 - share * (HEIGHT - 44 - 30)


def bars(title: str, figures: dict[str, float]) -> str:
    """Return a bar for each figure, from the top down, with its name above it and its value behind it."""
    most, row = max(figures.values()), (HEIGHT - 56) / len(figures)
    shapes = []
    for number, (name, value) in enumerate(figures.items()):
        top, length = 40 + number * row, max(1.0, (WIDTH - 100) * value / most)
        shapes += [
            f'<text x="16" y="{top + 10:.1f}">{escape(name)}</text>',
            f'<rect class="bar" fill="{BLUE}" x="16" y="{top + 15:.1f}" width="{length:.1f}" height="{row - 24:.1f}"/>',
            f'<text x="{length + 22:.1f}" y="{top + row / 2 + 8:.1f}">{value:,.0f}</text>',
        ]
    said = "; ".join(f"{name}: {value:,.0f}" for name, value in figures.items())
    return _svg(title, said, shapes)


def _svg(title: str, said: str, shapes: Sequence[str]) -> str:
    letters = f'font-family="system-ui, sans-serif" font-size="12" fill="{INK}"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" {letters}>',
            f"<title>{escape(title)}</title><desc>{escape(said)}</desc><style>{DARK}</style>",
            f'<rect class="ground" fill="{GROUND}" width="{WIDTH}" height="{HEIGHT}"/>',
            f'<text x="{WIDTH / 2}" y="18" text-anchor="middle">{escape(title)}</text>',
            *shapes,
            "</svg>\n",
        ]
    )
