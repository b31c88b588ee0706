from ingest.reading import seen
from kiddqa.ingest.webpage import load

HEAD = """<!doctype html><html lang="en-GB"><head>
<title>Envoys Agree on Ports | Harbour Daily</title>
<link rel="canonical" href="https://example.org/ports"><meta property="og:site_name" content="Harbour Daily">
<meta property="article:published_time" content="2017-05-03T09:00:00Z"></head>"""
ARTICLE = """<body><nav><a href="/">Home</a> <a href="/n">Newsroom</a></nav>
<main><article><h1>Envoys Agree on Ports</h1>
<p>The envoys of both sides held the <b>9th</b> talks in <a href="/b">Busan</a> on 3 May 2017.<br>All went well.</p>
<h2>Outlook</h2><p>Both sides agreed to meet again next year, and to go on with the three points of the list:</p>
<ul><li>sea lanes of the south</li><li>ports<ul><li>Busan</li></ul></li></ul>
<table><tr><th>Year</th><th>Place</th></tr><tr><td>2017</td><td>Busan</td></tr></table></article></main>
<footer>Imprint</footer><script>alert("no")</script></body></html>"""
PAGE = (HEAD + ARTICLE).encode()


def test_the_main_content_keeps_its_structure() -> None:
    assert seen(load(PAGE)) == [
        ("heading 1", "Envoys Agree on Ports"),
        ("paragraph", "The envoys of both sides held the 9th talks in Busan on 3 May 2017.\nAll went well."),
        ("heading 2", "Outlook"),
        ("paragraph", "Both sides agreed to meet again next year, and to go on with the three points of the list:"),
        ("list_item 1", "sea lanes of the south"),
        ("list_item 1", "ports"),
        ("list_item 2", "Busan"),
        ("table_row", "Year | Place"),
        ("table_row", "2017 | Busan"),
    ]


def test_menus_footers_and_scripts_are_left_out() -> None:
    text = load(PAGE).text
    assert not any(word in text for word in ("Newsroom", "Imprint", "alert"))


def test_the_metadata_is_read() -> None:
    found = load(PAGE).metadata
    assert (found.title, found.date, found.publisher, found.url, found.language) == (
        "Envoys Agree on Ports",
        "2017-05-03",
        "Harbour Daily",
        "https://example.org/ports",
        "en-GB",
    )


def test_a_date_in_the_text_is_not_taken_for_the_date_of_the_page() -> None:
    assert load(("<html><head><title>T</title></head>" + ARTICLE).encode()).metadata.date is None


def test_an_address_that_is_not_of_the_web_is_dropped() -> None:
    page = PAGE.replace(b"https://example.org/ports", b"javascript:alert(1)")
    assert load(page).metadata.url is None


def test_a_tiny_page_is_read_whole() -> None:
    assert seen(load(b"<html><body><div>Closed <i>today</i>.</div><p>Sorry.</p></body></html>")) == [
        ("paragraph", "Closed today."),
        ("paragraph", "Sorry."),
    ]


def test_a_page_without_text_has_no_blocks() -> None:
    assert load(b"<html><body><script>1</script></body></html>").blocks == ()


def test_the_declared_encoding_is_used() -> None:
    page = (
        '<html><head><meta charset="euc-kr"></head><body><p>서울에서 열린 회의는 이틀 동안 이어졌다.</p></body></html>'
    )
    assert load(page.encode("euc_kr")).text == "서울에서 열린 회의는 이틀 동안 이어졌다."


def test_an_address_that_is_none_is_left_out() -> None:
    page = PAGE.replace(b"https://example.org/ports", b"http://[")
    assert load(page).metadata.url is None
