from fakes import document_of
from kiddqa.read.joining import join_replies
from kiddqa.records import Answer, Citation, Hit, NoAnswer, Passage, Range

LEE = document_of("lee.txt", "Anka Lee led.")
RAY = document_of("ray.txt", "Bob Ray led.")


def citation(name: str) -> Citation:
    document = LEE if name in LEE.text else RAY
    start = document.text.index(name)
    return Citation(document=document, start=start, end=start + len(name), sentence_range=Range(0, len(document.text)))


def hit(document_name: str, rank: int) -> Hit:
    document = LEE if document_name == "lee" else RAY
    passage = Passage(document=document, start=0, end=8)
    return Hit(passage=passage, rank=rank, fused_score=1 / rank, dense_score=None, bm25_score=None)


def answer(*names: str, confidence: float = 0.9, hits: tuple[Hit, ...] = ()) -> Answer:
    return Answer(citations=tuple(citation(name) for name in names), confidence=confidence, hits=hits)


def test_the_quotations_of_all_parts_are_given_in_their_order() -> None:
    joined = join_replies([answer("Bob Ray"), answer("Anka Lee")])
    assert joined is not None
    assert joined.text == "Bob Ray; Anka Lee"


def test_what_answers_both_parts_is_quoted_once() -> None:
    joined = join_replies([answer("Anka Lee"), answer("Anka Lee")])
    assert joined is not None
    assert joined.text == "Anka Lee"


def test_it_is_as_sure_as_the_least_sure_part() -> None:
    joined = join_replies([answer("Bob Ray", confidence=0.6), answer("Anka Lee", confidence=0.8)])
    assert joined is not None
    assert joined.confidence == 0.6


def test_the_passages_come_by_turns_each_once_and_are_ranked_anew() -> None:
    joined = join_replies(
        [answer("Bob Ray", hits=(hit("ray", 1), hit("lee", 2))), answer("Anka Lee", hits=(hit("lee", 1),))]
    )
    assert joined is not None
    assert [(found.passage.document.id, found.rank) for found in joined.hits] == [("ray.txt", 1), ("lee.txt", 2)]


def test_if_one_part_is_not_answered_nothing_is_joined() -> None:
    assert join_replies([answer("Bob Ray"), NoAnswer(confidence=0.1, hits=())]) is None


def test_no_parts_make_no_reply() -> None:
    assert join_replies([]) is None
