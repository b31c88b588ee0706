import pytest

from kiddqa.train.recipe import Cycle, Recipe, second_recipe, third_recipe

CYCLE = Cycle(pairs=1_000, warm_up_pairs=100, decay_pairs=400, peak_rate=0.5)


def test_the_rate_climbs_holds_and_falls_in_straight_lines() -> None:
    recipe = Recipe(cycles=(CYCLE,), batch_pairs=10)
    rates = [recipe.rate(step) for step in range(recipe.steps)]
    assert len(rates) == 100
    assert rates[:10] == pytest.approx([share / 20 for share in range(1, 11)])
    assert rates[10:61] == [0.5] * 51
    assert rates[60:] == pytest.approx([share / 80 for share in range(40, 0, -1)])


def test_the_rate_climbs_again_in_the_next_cycle_to_a_peak_of_its_own() -> None:
    lower = Cycle(pairs=500, warm_up_pairs=0, decay_pairs=500, peak_rate=0.2)
    recipe = Recipe(cycles=(CYCLE, lower), batch_pairs=10)
    assert (recipe.pairs, recipe.steps) == (1_500, 150)
    assert (recipe.rate(99), recipe.rate(100), recipe.rate(149)) == pytest.approx((0.5 / 40, 0.2, 0.2 / 50))


def test_each_step_belongs_to_a_cycle_and_what_comes_after_the_last_to_the_last() -> None:
    other = Cycle(pairs=500, warm_up_pairs=0, decay_pairs=500, peak_rate=0.2, dropout=0.1)
    recipe = Recipe(cycles=(CYCLE, other), batch_pairs=10)
    assert [recipe.cycle_at(step) for step in (0, 99, 100, 149, 1_000)] == [CYCLE, CYCLE, other, other, other]


def test_past_the_last_step_nothing_is_learned() -> None:
    assert Recipe(cycles=(CYCLE,), batch_pairs=10).rate(100) == 0.0


def test_the_recipe_that_ships_reaches_each_peak_and_ends_near_nothing() -> None:
    recipe = Recipe()
    rates = [recipe.rate(step) for step in range(recipe.steps)]
    assert max(rates) == max(cycle.peak_rate for cycle in recipe.cycles)
    assert 0 < rates[-1] < rates[0]
    assert all(cycle.warm_up_pairs + cycle.decay_pairs <= cycle.pairs for cycle in recipe.cycles)


def test_a_shorter_recipe_has_every_stretch_shortened_alike() -> None:
    recipe = Recipe(cycles=(CYCLE, CYCLE), short_pairs=500).of_pairs(200)
    tenth = Cycle(pairs=100, warm_up_pairs=10, decay_pairs=40, peak_rate=0.5)
    assert (recipe.cycles, recipe.short_pairs, recipe.pairs) == ((tenth, tenth), 50, 200)


def test_the_second_recipe_asks_authored_questions() -> None:
    assert [cycle.authored for cycle in second_recipe().cycles] == [0.5, 0.3]
    assert not Recipe().counts_start


def test_the_third_recipe_learns_from_reports_as_well() -> None:
    assert [cycle.reports for cycle in third_recipe().cycles] == [0.55]
    assert not any(cycle.reports for recipe in (Recipe(), second_recipe()) for cycle in recipe.cycles)


@pytest.mark.parametrize("recipe", [second_recipe(), third_recipe()])
def test_a_later_recipe_holds_out_the_same_articles_and_counts_where_it_starts(recipe: Recipe) -> None:
    assert (recipe.held_out_articles, recipe.seed) == (Recipe().held_out_articles, Recipe().seed)
    assert (recipe.short_pairs, recipe.counts_start) == (0, True)
