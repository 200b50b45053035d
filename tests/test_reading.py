"""Files, folders, feeds and addresses become clean text with head, date and language."""

from __future__ import annotations

import gzip
import io
import os
import sys
import threading
import time
from collections.abc import Iterator
from datetime import date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente import Error
from detente.reading import Citation, Document, inputs, read, read_all, web
from detente.reading.clean import join, language_of, tidy, unwrap
from detente.reading.decode import decode
from detente.reading.markdown import plain
from detente.reading.raw import Raw

SENTENCE = "The foreign ministers of Japan and Russia met in Moscow on Tuesday and spoke about energy."
RUSSIAN = "Министры иностранных дел России и Японии встретились в Москве и обсудили мирный договор."
JAPANESE = "日本とロシアの外相がモスクワで会談し、平和条約について協議した。"


def one(path: Path, data: bytes | str, **more: Any) -> Document:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    [found] = read(path, **more)
    return found


def refused(path: Path, data: bytes | str, message: str) -> None:
    with pytest.raises(Error, match=message) as raised:
        one(path, data)
    assert str(path) in str(raised.value)


def pdf(*pages: str, title: str = "", made: str = "") -> bytes:
    """A small PDF with a line of text a line."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R /Lang (en-GB) >>",
        "",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    kids = []
    for page in pages:
        shown = " ".join(f"({line}) Tj T*" for line in page.split("\n"))
        stream = f"BT /F1 11 Tf 14 TL 50 780 Td {shown} ET"
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        font = "<< /Font << /F1 3 0 R >> >>"
        box = "[0 0 595 842]"
        number = len(objects)
        objects.append(f"<< /Type /Page /Parent 2 0 R /MediaBox {box} /Contents {number} 0 R /Resources {font} >>")
        kids.append(f"{number + 1} 0 R")
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(kids)}] >>"
    objects.append(f"<< /Title ({title}) /CreationDate ({made}) >>")
    out, places = "%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    trailer = f"<< /Size {len(places) + 1} /Root 1 0 R /Info {len(places)} 0 R >>"
    out += f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n{table}trailer\n{trailer}\nstartxref\n{len(out)}\n%%EOF\n"
    return out.encode("latin-1")


class TestText:
    def test_title_paragraphs_and_wrapped_lines(self, tmp_path: Path) -> None:
        text = "\ufeffTalks in Moscow\n\nMinisters of Japan and Russia met in\nMoscow on Tuesday.\n\n\n\nThey agreed.\n"
        text = text.replace("\n", "\r\n")
        found = one(tmp_path / "a.txt", text)
        assert (
            found.text == "Talks in Moscow\n\nMinisters of Japan and Russia met in Moscow on Tuesday.\n\nThey agreed."
        )
        assert found.title == "Talks in Moscow"
        assert (found.uri, found.language, found.published) == ("a.txt", "en", None)

    def test_breaks_that_were_meant_stay(self) -> None:
        text = (
            "Present:\nMr Lavrov\nMr Kono, who had come to Moscow\n- energy, which was the first thing on the\nagenda"
        )
        assert (
            unwrap(text)
            == "Present:\nMr Lavrov\nMr Kono, who had come to Moscow\n- energy, which was the first thing on the agenda"
        )

    def test_japanese_lines_join_without_a_space(self) -> None:
        assert join(["日本と", "ロシア"]) == "日本とロシア"
        assert join(["coop-", "eration of Japan-", "Russia"], hyphens=True) == "cooperation of Japan- Russia"

    def test_dates(self, tmp_path: Path) -> None:
        assert one(tmp_path / "a.txt", SENTENCE, published="2018-08").published_precision == "month"
        assert one(tmp_path / "2018-07-31-talks.txt", SENTENCE).published == date(2018, 7, 31)
        assert one(tmp_path / "2018-07-31-talks.txt", SENTENCE, published="2018-08-01").published == date(2018, 8, 1)
        assert one(tmp_path / "2018-17-31-talks.txt", SENTENCE).published is None
        with pytest.raises(Error, match="the date given: 'last week' is no date"):
            one(tmp_path / "a.txt", SENTENCE, published="last week")

    @pytest.mark.parametrize(
        ("text", "language"),
        [(SENTENCE, "en"), (RUSSIAN, "ru"), (JAPANESE, "ja"), ("中俄两国领导人会谈", "zh"), ("한국과 러시아", "ko")],
    )
    def test_language_by_letters(self, text: str, language: str) -> None:
        assert language_of(text) == language

    @given(st.text())
    def test_tidying_twice_changes_nothing(self, text: str) -> None:
        tidied = tidy(text)
        assert tidy(tidied) == tidied
        assert "\r" not in tidied
        assert "\n\n\n" not in tidied

    @given(st.lists(st.text("abc. 日-\n", max_size=20)))
    def test_unwrapping_keeps_every_letter(self, lines: list[str]) -> None:
        text = tidy("\n".join(lines))
        assert unwrap(text).replace("\n", "").replace(" ", "") == text.replace("\n", "").replace(" ", "")

    def test_the_same_file_is_the_same_document_wherever_it_lies(self, tmp_path: Path) -> None:
        (tmp_path / "deep").mkdir()
        assert one(tmp_path / "a.txt", SENTENCE).id == one(tmp_path / "deep" / "a.txt", SENTENCE).id


class TestEncodings:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be"])
    def test_unicode(self, tmp_path: Path, encoding: str) -> None:
        # Without a mark UTF-16 shows by its zeros, of which Cyrillic letters have none.
        text = SENTENCE + " “Договор”" if encoding in ("utf-16-le", "utf-16-be") else RUSSIAN
        assert one(tmp_path / "a.txt", text.encode(encoding)).text == text

    @pytest.mark.parametrize(
        ("text", "encoding"),
        [(RUSSIAN * 3, "cp1251"), (RUSSIAN * 3, "koi8-r"), (JAPANESE * 3, "shift_jis"), (JAPANESE * 3, "euc_jp"),
         ("Élysée: “réunion” à Genève – déclaration.", "cp1252")],
    )  # fmt: skip
    def test_guessed(self, tmp_path: Path, text: str, encoding: str) -> None:
        assert one(tmp_path / "a.txt", text.encode(encoding)).text == text

    def test_declared_in_html(self, tmp_path: Path) -> None:
        for head in (
            '<meta charset="windows-1251">',
            '<meta http-equiv=Content-Type content="text/html; charset=windows-1251">',
        ):
            page = f"<html><head>{head}<title>x</title></head><body><p>Мир</p></body></html>"
            assert one(tmp_path / "a.html", page.encode("cp1251")).text == "Мир"

    def test_a_false_declaration_gives_way_to_utf8(self, tmp_path: Path) -> None:
        page = f'<html><head><meta charset="iso-8859-1"></head><body><p>{RUSSIAN}</p></body></html>'
        assert one(tmp_path / "a.html", page).text == RUSSIAN

    def test_seven_bits(self) -> None:
        assert decode(JAPANESE.encode("iso-2022-jp"), "x", "iso-2022-jp") == JAPANESE

    def test_broken(self, tmp_path: Path) -> None:
        refused(tmp_path / "a.txt", RUSSIAN.encode()[:41] + b" " + RUSSIAN.encode(), r"byte 40 \(0xd0\) is broken")
        refused(tmp_path / "a.txt", "\ufeff".encode("utf-16") + b"\x00\xd8a\x00", "broken")
        refused(tmp_path / "a.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "binary data")
        refused(tmp_path / "a.txt", os.urandom(64).replace(b"\0", b"\1") * 40, "binary|no encoding|broken|no text")
        refused(tmp_path / "a.txt", b"\x01\x02\x03\x04 text", "binary data")

    @given(st.binary(max_size=200), st.sampled_from([None, "utf-8", "cp1251", "nonsense"]))
    def test_any_bytes_are_text_or_refused(self, data: bytes, charset: str | None) -> None:
        try:
            assert isinstance(decode(data, "x", charset), str)
        except Error as error:
            assert str(error).startswith("x: ")


CHRONICLE = """---
title: Japan and Russia hold their first 2+2 in Moscow
published: 2018-07-31
language: en
sources:
  - publisher: Ministry of Foreign Affairs of Japan
    title: 'Consultation ("2+2")'
    date: 2018-07-31
    url: https://www.mofa.go.jp/x.html
  - publisher: TASS
    title: Talks
---
On 31 July 2018 the foreign and defence ministers
of Japan and Russia met in Moscow.

They spoke.
"""


class TestMarkdown:
    def test_head_and_body(self, tmp_path: Path) -> None:
        found = one(tmp_path / "x.md", CHRONICLE)
        assert (
            found.text
            == "On 31 July 2018 the foreign and defence ministers of Japan and Russia met in Moscow.\n\nThey spoke."
        )
        assert (found.title, found.language) == ("Japan and Russia hold their first 2+2 in Moscow", "en")
        assert (found.published, found.published_precision, found.publisher) == (date(2018, 7, 31), "day", None)
        assert found.citations == (
            Citation(
                "Ministry of Foreign Affairs of Japan",
                'Consultation ("2+2")',
                "2018-07-31",
                "https://www.mofa.go.jp/x.html",
            ),
            Citation("TASS", "Talks"),
        )
        assert one(tmp_path / "x.md", CHRONICLE.replace("\n", "\r\n")) == found

    @pytest.mark.parametrize(
        ("said", "precision"),
        [("2018", "year"), ("2018-07", "month"), ("2018-07-31T10:00:00Z", "day"), ("'2018-07-31'", "day")],
    )
    def test_vague_dates(self, tmp_path: Path, said: str, precision: str) -> None:
        found = one(
            tmp_path / "x.md",
            f"---\npublished: {said}\npublisher: TASS\npublisher_state: RUS\n---\nText.",
            published="1999",
        )
        assert found.published is not None
        assert (found.published.year, found.published_precision) == (2018, precision)
        assert (found.publisher, found.publisher_state) == ("TASS", "RUS")

    @pytest.mark.parametrize(
        ("head", "message"),
        [
            ("title: Japan: talks: more", r"x\.md, line 2: the head is no YAML"),
            ("a: b\ntitle: [x", r"x\.md, line [34]: the head is no YAML"),
            ("published: soon", "published: 'soon' is no date"),
            ("published: 2018-13-45", "date"),
            ("title: [a, b]", "title in the head must be words"),
            ("sources: TASS", "sources in the head must be a list"),
            ("sources:\n  - title: x", "source 1 in the head needs a publisher"),
        ],
    )
    def test_wrong_heads(self, tmp_path: Path, head: str, message: str) -> None:
        refused(tmp_path / "x.md", f"---\n{head}\n---\nText.", message)

    def test_norwegian_is_a_language(self, tmp_path: Path) -> None:
        assert one(tmp_path / "x.md", "---\nlanguage: no\n---\nTekst.").language == "no"

    @pytest.mark.parametrize(
        "piece", ["*", "_", "`a", "[", "![](", "<!-", "|", "> ", "- ", "\\", "<a", "1. ", "***a ", "[a]("]
    )
    def test_odd_texts_take_no_time(self, piece: str) -> None:
        began = time.perf_counter()
        plain(piece * 20_000)
        assert time.perf_counter() - began < 5

    def test_no_head(self, tmp_path: Path) -> None:
        found = one(tmp_path / "x.md", "# The *title*\n\nA text.\n\n---\n\nMore.")
        assert (found.title, found.text) == ("The title", "The title\n\nA text.\n\nMore.")
        assert one(tmp_path / "x.md", "---\nJust a line\n---\nA text.").text == "Just a line\n\nA text."
        refused(tmp_path / "x.md", "---\ntitle: x\n---\n", "no text in it")

    def test_marks_fall_away(self) -> None:
        body = """Setext title
============

A **bold *and* __fine__** `code`, a [link (x)](https://a.example/b_(c)) and ![picture](p.png)<br>text[^1].
It goes\\
on; 2 * 3 * 4, snake_case_name, 2+2 \\*not\\* \\[a\\] &amp; <https://x.example>.

> Quoted words
> go on

- One
  goes on
- Two
1. Three
2. Four

In
2018. Then came
1956. Not a list.

| a | b |
|---|---|
| c | d |

```python
print("no text")
```
<!-- no
text -->

[^1]: A note.
[ref]: https://a.example
"""
        text, title = plain(body)
        assert title == "Setext title"
        assert text.split("\n\n") == [
            "Setext title", "A bold and fine code, a link (x) and text. It goes",
            "on; 2 * 3 * 4, snake_case_name, 2+2 *not* [a] & https://x.example.", "Quoted words go on", "One goes on",
            "Two", "Three", "Four", "In 2018. Then came 1956. Not a list.", "a; b", "c; d",
        ]  # fmt: skip

    @given(st.text("ab #*_[]()`>-|\\\n<!&;1.=~", max_size=80))
    def test_any_text_is_read(self, body: str) -> None:
        text, _ = plain(body)
        assert text == tidy(text)


PAGE = f"""<!DOCTYPE html><html lang="en-GB"><head><title>Talks in Moscow | Example News</title>
<meta property="og:site_name" content="Example News">
<meta property="article:published_time" content="2018-07-31T10:00:00Z"></head>
<body><nav><a href="/">Home</a><a href="/news">News</a></nav><article><h1>Talks in Moscow</h1>
<p>{SENTENCE} They <b>agreed</b> to
meet again.</p><p>A second paragraph says more about the islands, and about economic
cooperation between the two countries, which both sides called useful.</p>
<ul><li>Energy was the first point.</li></ul></article><footer>Copyright</footer>
<script>var x = 1;</script></body></html>"""


class TestHtml:
    def test_article(self, tmp_path: Path) -> None:
        found = one(tmp_path / "a.html", PAGE)
        assert found.text.split("\n\n") == [
            "Talks in Moscow", f"{SENTENCE} They agreed to meet again.",
            "A second paragraph says more about the islands, and about economic cooperation between the two countries, "
            "which both sides called useful.", "Energy was the first point.",
        ]  # fmt: skip
        assert (found.title, found.publisher, found.language) == ("Talks in Moscow", "Example News", "en")
        assert found.published == date(2018, 7, 31)

    def test_a_page_without_an_article(self, tmp_path: Path) -> None:
        found = one(
            tmp_path / "a.html", "<html><title>T &amp; t</title><div>Japan met<br>Russia.</div><style>x</style>"
        )
        assert (found.title, found.text) == ("T & t", "Japan met\n\nRussia.")

    def test_nothing_to_read(self, tmp_path: Path) -> None:
        refused(tmp_path / "a.html", "<html><body><img src=x></body></html>", "no text in it")

    def test_known_by_its_first_bytes(self, tmp_path: Path) -> None:
        assert one(tmp_path / "page", PAGE).title == "Talks in Moscow"


class TestPdf:
    def test_lines_pages_and_running_heads(self, tmp_path: Path) -> None:
        page = (
            "{}The ministers of Japan and Russia spoke about coop-\neration for {} hours and\nthen went on, and on, and"
        )
        pages = [page.format(f"Example News, page {n}\n", n) + f"\n{n}" for n in (1, 2, 3)]
        found = one(tmp_path / "a.pdf", pdf(*pages, title="Bulletin 7", made="D:20180731120000Z"))
        assert found.text == " ".join(page.format("", n).replace("-\n", "").replace("\n", " ") for n in (1, 2, 3))
        assert (found.title, found.published, found.language) == ("Bulletin 7", date(2018, 7, 31), "en")
        [dated] = read(tmp_path / "a.pdf", published="2018-08-01")
        assert dated.published == date(2018, 8, 1)

    def test_a_sentence_at_a_pages_end_closes_a_paragraph(self, tmp_path: Path) -> None:
        assert one(tmp_path / "a.pdf", pdf("One came.", "Two came.")).text == "One came.\n\nTwo came."

    @pytest.mark.parametrize("password", ["", "secret"])
    def test_encrypted(self, tmp_path: Path, password: str) -> None:
        pypdf = pytest.importorskip("pypdf")
        pytest.importorskip("cryptography")
        writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf("Japan met Russia.")))
        writer.encrypt(user_password=password, owner_password="owner", algorithm="AES-256")
        writer.write(tmp_path / "a.pdf")
        data = (tmp_path / "a.pdf").read_bytes()
        if password:
            refused(tmp_path / "a.pdf", data, "protected by a password")
        else:
            assert one(tmp_path / "a.pdf", data).text == "Japan met Russia."

    def test_broken_and_empty(self, tmp_path: Path) -> None:
        refused(tmp_path / "a.pdf", b"%PDF-1.4\nnot really", "PDF is broken")
        refused(tmp_path / "a.pdf", pdf(""), "no text, only pictures")
        whole = pdf("Japan met Russia.")
        for cut in range(20, len(whole), 97):
            try:
                one(tmp_path / "a.pdf", whole[:cut])
            except Error as error:
                assert "a.pdf" in str(error)

    def test_typeset(self, tmp_path: Path) -> None:
        typst = pytest.importorskip("typst")
        source = tmp_path / "a.typ"
        source.write_text(
            f'#set document(title: "Note", date: datetime(year: 2018, month: 7, day: 31))\n{SENTENCE * 4}\n', "utf-8"
        )
        typst.compile(str(source), output=str(tmp_path / "a.pdf"))
        [found] = read(tmp_path / "a.pdf")
        assert found.text == SENTENCE * 4
        assert (found.title, found.published) == ("Note", date(2018, 7, 31))


class TestDocx:
    def made(self, path: Path) -> bytes:
        docx = pytest.importorskip("docx")
        word = docx.Document()
        word.add_heading("Talks in Moscow", 0)
        word.add_paragraph(SENTENCE)
        table = word.add_table(rows=1, cols=2)
        table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Kono", "Lavrov"
        word.add_paragraph("They agreed.")
        word.core_properties.created = datetime(2018, 7, 31)
        word.core_properties.language = "en-GB"
        word.save(str(path))
        return path.read_bytes()

    def test_paragraphs_and_tables(self, tmp_path: Path) -> None:
        found = one(tmp_path / "a.docx", self.made(tmp_path / "a.docx"))
        assert found.text.split("\n\n") == ["Talks in Moscow", SENTENCE, "Kono; Lavrov", "They agreed."]
        assert (found.title, found.published, found.language) == ("Talks in Moscow", date(2018, 7, 31), "en")

    def test_broken_and_locked(self, tmp_path: Path) -> None:
        data = self.made(tmp_path / "a.docx")
        refused(tmp_path / "a.docx", data[: len(data) // 2], "DOCX is broken")
        refused(
            tmp_path / "a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), r"protected by a password.*\.doc"
        )


RSS = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Example News</title>
<language>en-gb</language>
<item><title>Talks in Moscow</title><link>https://news.example/1</link><pubDate>Tue, 31 Jul 2018 10:00:00 GMT</pubDate>
<description>&lt;p&gt;The ministers of Japan &amp;amp; Russia &lt;b&gt;met&lt;/b&gt;.&lt;/p&gt;
&lt;p&gt;They spoke.&lt;/p&gt;</description></item>
<item><title>Only a headline</title><guid>tag:x</guid></item><item><title></title></item></channel></rss>"""
ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ru"><title>Вести</title>
<entry><title>Встреча</title><id>urn:1</id><updated>2018-07-31T10:00:00Z</updated>
<content type="html">Встреча в Москве.</content></entry></feed>"""


class TestFeeds:
    def test_rss(self, tmp_path: Path) -> None:
        (tmp_path / "a.xml").write_text(RSS, encoding="utf-8")
        first, second = read(tmp_path / "a.xml", published="2018-08")
        assert first.text == "Talks in Moscow\n\nThe ministers of Japan & Russia met.\n\nThey spoke."
        assert (first.uri, first.title, first.publisher) == (
            "https://news.example/1",
            "Talks in Moscow",
            "Example News",
        )
        assert (first.published, first.language) == (date(2018, 7, 31), "en")
        assert (second.uri, second.text, second.published_precision) == ("tag:x", "Only a headline", "month")

    def test_atom(self, tmp_path: Path) -> None:
        found = one(tmp_path / "feed", ATOM)
        assert (found.text, found.title, found.language) == ("Встреча в Москве.", "Встреча", "ru")
        assert (found.publisher, found.published) == ("Вести", date(2018, 7, 31))

    def test_no_feed(self, tmp_path: Path) -> None:
        refused(tmp_path / "a.rss", "<rss><channel></channel></rss>", "no entry with text")
        refused(tmp_path / "a.rss", "<rss><chan", "feed")


class TestInputs:
    def test_folders_are_read_sorted_and_hidden_files_left_out(self, tmp_path: Path) -> None:
        for name in (
            "b/2.txt",
            "b/1.md",
            "a.txt",
            ".hidden.txt",
            ".git/x.txt",
            "photo.jpg",
            "old.doc",
            "~$a.docx",
            "c.html",
        ):
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(f"Text of {name.replace('/', ' ')}.", encoding="utf-8")
        (tmp_path / "d.txt").write_bytes(b"")
        reading = read_all([tmp_path, str(tmp_path / "none.txt"), "ftp://x.example/y"])
        assert [found.uri for found in reading] == ["a.txt", "1.md", "2.txt", "c.html"]
        messages = [str(failure) for failure in reading.failures]
        assert len(messages) == 4
        assert messages[0].startswith(f"{tmp_path / 'd.txt'}: this is empty")
        assert ".doc cannot be read" in messages[1]
        assert "there is no such file or folder" in messages[2]
        assert "only http:// and https://" in messages[3]
        assert [found.uri for found in reading] == ["a.txt", "1.md", "2.txt", "c.html"]
        assert len(reading.failures) == 4
        with pytest.raises(Error, match="this is empty"):
            list(read(tmp_path))

    def test_a_folder_without_documents(self, tmp_path: Path) -> None:
        with pytest.raises(Error, match=r"no document in this folder.*\.pdf"):
            list(read(tmp_path))

    def test_huge_files_are_refused_unread(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(inputs, "LIMIT", 1000)
        refused(tmp_path / "a.txt", "x" * 1001, "too much for one text")

    def test_standard_input(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for data, title in ((CHRONICLE, "Japan and Russia hold"), (PAGE, "Talks in Moscow")):
            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data.encode())))
            [found] = read("-")
            assert found.uri == "stdin"
            assert (found.title or "").startswith(title)

    @pytest.mark.parametrize(
        ("library", "name", "data"),
        [("pypdf", "a.pdf", pdf("x")), ("feedparser", "a.rss", RSS.encode()), ("docx", "a.docx", b"PK\x03\x04word/")],
    )
    def test_missing_libraries(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, library: str, name: str, data: bytes
    ) -> None:
        monkeypatch.setitem(sys.modules, library, None)
        refused(tmp_path / name, data, r"pip install 'detente\[documents\]'")

    @given(
        data=st.binary(max_size=300),
        head=st.sampled_from([b"", b"%PDF-", b"PK\x03\x04word/", b"<rss>", b"<html>", b"---\n"]),
    )
    def test_any_bytes_are_read_or_refused(self, data: bytes, head: bytes) -> None:
        try:
            for found in inputs.documents(Raw("x", "x", head + data)):
                assert found.text == tidy(found.text)
        except Error as error:
            assert str(error).startswith("x")


class Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        kind, body, more = {
            "/page": ("text/html; charset=windows-1251", PAGE.replace("in Moscow<", "in Москва<").encode("cp1251"), {}),
            "/feed": ("application/rss+xml", RSS.encode(), {}),
            "/pdf": ("application/octet-stream", pdf("Japan met Russia."), {}),
            "/text": ("text/plain", SENTENCE.encode(), {}),
            "/zipped": ("text/plain", gzip.compress(SENTENCE.encode()), {"Content-Encoding": "gzip"}),
            "/bomb": ("text/plain", gzip.compress(b"x" * 200_000), {"Content-Encoding": "gzip"}),
            "/picture": ("image/png", b"x", {}),
            "/big": ("text/plain", b"x" * 200_000, {}),
            "/%D0%BC": ("text/plain", RUSSIAN.encode(), {}),
        }.get(self.path, ("", b"", {}))  # fmt: skip
        if self.path in ("/away", "/moved"):
            self.send_response(302)
            self.send_header("Location", "file:///etc/passwd" if self.path == "/away" else "/page")
        else:
            self.send_response(200 if kind else 404)
            self.send_header("Content-Type", kind)
            for name, value in more.items():
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        return


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


class TestWeb:
    def test_page(self, site: str) -> None:
        for path in ("/page", "/moved"):
            [found] = read(f"{site}{path}")
            assert found.title == "Talks in Москва"
            assert (found.uri, found.publisher) == (f"{site}/page", "Example News")
            assert SENTENCE in found.text

    def test_other_kinds(self, site: str) -> None:
        assert [found.uri for found in read(f"{site}/feed")] == ["https://news.example/1", "tag:x"]
        assert [found.text for found in read(f"{site}/pdf")] == ["Japan met Russia."]
        [found] = read(f"{site}/text", published="2018")
        assert (found.text, found.published_precision) == (SENTENCE, "year")
        assert [found.text for found in read(f"{site}/zipped")] == [SENTENCE]
        assert [found.language for found in read(f"{site}/м")] == ["ru"]

    @pytest.mark.parametrize(
        ("path", "message"),
        [("/none", "the site answers 404"), ("/picture", "this is image/png"), ("/away", "not allowed|no web page")],
    )
    def test_refusals(self, site: str, path: str, message: str) -> None:
        with pytest.raises(Error, match=message) as raised:
            list(read(site + path))
        assert site in str(raised.value)

    @pytest.mark.parametrize("path", ["/big", "/bomb"])
    def test_size_limit(self, site: str, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(web, "LIMIT", 100_000)
        with pytest.raises(Error, match="larger than"):
            list(read(site + path))

    def test_nobody_answers(self) -> None:
        with pytest.raises(Error, match="cannot be fetched"):
            list(read("http://127.0.0.1:9/x"))
        with pytest.raises(Error, match="cannot be fetched"):
            list(read("http://[broken/x"))
