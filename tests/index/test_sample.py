from kiddqa.index.sample import default_sample


def test_the_sample_has_240_different_pieces_of_prose() -> None:
    sample = default_sample()

    assert len(set(sample)) == len(sample) == 240
    assert all(len(text.split()) >= 8 and text.endswith(".") for text in sample)


def test_the_sample_is_the_same_each_time() -> None:
    assert default_sample() == default_sample()
