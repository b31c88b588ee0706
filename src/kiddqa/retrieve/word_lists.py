"""English words of a few kinds, in lower case unless they are told by their capital: data for the rules of follow-ups.

Function words are closed classes; the lists of verbs and nouns hold only the most frequent, which the rules of
``noun_phrases`` would otherwise take for something else.
"""


def _words(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


AUXILIARIES = _words(
    "am is are was were be been being do does did have has had will would shall should can could may might must",
    "isn't aren't wasn't weren't don't doesn't didn't haven't hasn't hadn't won't wouldn't can't couldn't",
)
SUBJECT_FOLLOWS = _words("do does did don't doesn't didn't will would shall should can could may might must")
"""Auxiliaries that have the subject and then a bare verb behind them: ``did the exercise simulate``."""
PRONOUNS = _words(
    "i you he she it we they me him us them my your our his her its their mine yours hers ours theirs myself",
    "himself herself itself themselves one ones someone anyone everyone something anything everything nothing there",
)
QUESTION_WORDS = _words("who whom whose what which when where why how")
PREPOSITIONS = _words(
    "of in on at by for from to with into onto about as between among during before after since until till through",
    "throughout over under against toward towards within without across behind besides beside beyond near off out",
    "up down via per despite like than around along",
)
ARTICLES = _words("a an the this that these those")
QUANTIFIERS = _words("any some all each every no both either neither another other others many much more most")
OPENERS = _words("and but or so nor if when while because although though where whether")
"""Words that join clauses, or a question to the one before it."""
CONJUNCTIONS = _words("and but or so")
ADVERBS = _words(
    "not also ever never just only very too then else still again away back once now later next instead same such",
    "own yet already always often eventually afterwards afterward well far long several few please",
)
CONTRACTIONS = _words("it's he's she's they're that's who's what's there's here's")
FUNCTION_WORDS = (
    AUXILIARIES | PRONOUNS | QUESTION_WORDS | PREPOSITIONS | ARTICLES | QUANTIFIERS | OPENERS | ADVERBS | CONTRACTIONS
)
NOUN_FOLLOWS = (
    ARTICLES
    | QUANTIFIERS
    | (PREPOSITIONS - {"to"})
    | _words("my your our his her its their whose which what same own such several few 's")
)
"""Words with a noun phrase behind them; ``'s`` stands for any owner."""

COMMANDS = _words("name list tell describe explain give expand compare define show state summarise summarize")
"""Verbs that open a question put as a command."""
FREQUENT_VERBS = _words(
    "say says said get gets got go goes went gone make makes made take takes took taken become became come came win",
    "won lose lost have had see saw seen give gave given hold held keep kept leave left begin began begun mean",
    "means meant write wrote written sing sang sung sell sold know knew known find found tell told think thought",
    "meet met lead led set put run ran build built feel felt want need happen happens occur occurs sat sit spoke",
    "grew chose",
)
ENDS_LIKE_A_PAST = _words("need feed seed speed deed breed indeed exceed proceed succeed hundred sacred shed")
"""Words in ``ed`` that are no past of a verb."""

ROLES = _words("side sides delegation delegations team teams counterpart counterparts party half")
"""Nouns that stay open with a name before them: the Korean side of what?"""
MEDIA = _words("article document page text reference report corpus library")
"""What a question may point at while it names its topic: ``anything else about Seoul in this article``."""
DATE_NOUNS = _words("year month day date decade century")
EMPTY_NOUNS = DATE_NOUNS | _words(
    "article aspect aspects bit detail details end event example examples fact facts idea information kind kinds",
    "lot name names others part parts period point reason reasons something sort text thing things time times type",
    "types way ways years",
)
"""Nouns that say nothing when carried over."""
MONTHS = _words(
    "January February March April May June July August September October November December Jan Feb Mar Apr Jun Jul",
    "Aug Sep Sept Oct Nov Dec",
)
NAME_PARTICLES = _words("de la du von van der den del della di bin al el")
"""Small words inside names."""
PERSON_TITLES = _words(
    "Mr Mrs Ms Dr Prof Professor Gen Lt Col Maj Brig Adm Sen Gov Capt General Admiral Colonel Captain President",
    "Minister Secretary Ambassador Senator Governor King Queen Prince Princess Sir Pope Emperor Deputy",
)
NO_PERSON = _words(
    "Agreement Alliance Army Assembly Association Award Awards Band Battle Boys Brothers Church City Club College",
    "Command Committee Commission Company Conference Congress Council Corporation County Declaration Defense",
    "Department Dialogue East Empire Exercise Festival Force Forces Foundation Framework Freedom Government Group",
    "Hall High House Initiative Institute Island Islands Kingdom Korea League Meeting Ministry Museum National",
    "Nations Navy New North Ocean Olympics Organization Park Party Peninsula Plan Prize Process Records Republic",
    "River Road School Sea Security Series Shield Show South Stadium States Street Summit System Team Theatre Tour",
    "Treaty Union United University Vision War West Working World York",
)
"""Words of organisations, places and events: a name with one of them is no person's."""
