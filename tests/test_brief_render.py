"""The brief as a page, as Markdown, as JSON and as PDF; hostile text stays text, and paper holds it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date, timedelta
from html.parser import HTMLParser
from itertools import cycle, pairwise
from pathlib import Path
from typing import Any

import pytest

from detente.brief import Brief, check, render
from detente.brief.render import html, markdown
from detente.brief.render_html import visible_text
from detente.brief.render_markdown import escape
from detente.errors import Error
from tests.brief_sample import make, reports, sample

HOSTILE = (
    '<script>alert("x")</script> Japan </bdi></blockquote> & Russia\u202e gnp.exe\u2066 [a](javascript:b) '
    "*bold* `code` | #eval(1) $x$ \\#panic() <img src=x onerror=y> \x00\x07"
)
VOID = {"meta", "link", "br", "img", "hr", "input"}


class Page(HTMLParser):
    """Checks nesting and keeps what the tests ask about."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append((tag, found))
        if found.get("id"):
            self.ids.append(found["id"] or "")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, tag

    def links(self) -> list[str]:
        return [attrs["href"] or "" for tag, attrs in self.tags if tag == "a"]


def hostile() -> Brief:
    """A brief whose passages, titles, persons and places try to be more than text."""
    told = [
        replace(
            one, passage=f"{one.passage} {HOSTILE}", participants=(*one.participants, "<b>Nobody</b>"),
            place=f"{one.place}<i>" if one.place else None,
        )
        for one in reports()
    ]  # fmt: skip
    return make(told)


def test_the_page_is_well_formed_and_every_link_leads_somewhere() -> None:
    page = Page(html(sample()))
    assert len(page.ids) == len(set(page.ids))
    for link in page.links():
        assert link.startswith("https://example.org/") or link.removeprefix("#") in page.ids, link


def test_the_page_needs_nothing_else() -> None:
    page = Page(html(sample()))
    tags = [tag for tag, _ in page.tags]
    assert not {"script", "link", "img", "iframe", "object", "embed"} & set(tags)
    assert "@import" not in html(sample()) and "url(http" not in html(sample())


def test_the_page_speaks_to_a_screen_reader_in_order() -> None:
    page = Page(html(sample()))
    tags = [tag for tag, _ in page.tags]
    assert [tags.count(tag) for tag in ("h1", "main", "header", "nav", "footer")] == [1, 1, 1, 1, 1]
    levels = [int(tag[1]) for tag in tags if re.fullmatch(r"h\d", tag)]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(attrs.get("aria-label") for tag, attrs in page.tags if tag == "svg")
    assert all(attrs.get("scope") for tag, attrs in page.tags if tag == "th")
    assert tags.count("caption") == tags.count("table")
    assert dict(page.tags[0][1]) == {} or ("html", {"lang": "en"}) in page.tags


def test_tables_have_at_most_seven_columns() -> None:
    for head in re.findall(r"<thead.*?</thead>", html(sample()), re.S):
        assert head.count("<th ") <= 7


def test_evidence_and_text_lead_to_each_other() -> None:
    page = html(sample())
    for item in sample().evidence:
        assert f'<li id="e{item.number}"' in page
        assert f'href="#e{item.number}"' in page
        assert all(f'href="#{place}"' in page for place in item.cited_by)


def test_hostile_text_stays_text_in_the_page() -> None:
    brief = hostile()
    assert check(brief) == []
    text = html(brief)
    page = Page(text)
    assert not {"script", "img", "b", "i"} & {tag for tag, _ in page.tags}
    assert "&lt;script&gt;alert(" in text
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00\x07]", text)
    assert not any(link.startswith("javascript") for link in page.links())


def test_addresses_that_are_not_the_webs_are_not_linked() -> None:
    inputs = sample().inputs
    papers = {key: {**row, "uri": "javascript:alert(1)"} for key, row in inputs.documents.items()}
    from detente.brief.context import write

    brief = write(replace(inputs, documents=papers))
    assert {item.link for item in brief.evidence} == {None}
    assert "javascript:" not in re.sub(r">[^<]*<", "><", html(brief))


def test_hostile_text_stays_text_in_markdown() -> None:
    text = markdown(hostile())
    assert "<script>" not in text.replace("\\<", "")
    assert "\\<script\\>" in text
    assert "[a](javascript" not in text
    assert escape("a | b # c *d* - 1. x") == "a \\| b \\# c \\*d\\* - 1. x"
    assert escape("- item") == "\\- item" and escape("12. x") == "12\\. x"


def test_markdown_has_the_pages_order_and_anchors() -> None:
    text = markdown(sample())
    heads = re.findall(r"^## (\d+)\.", text, re.M)
    assert heads == ["1", "2", "3", "4", "5", "6", "7", "9", "10"]
    for number in re.findall(r"\]\(#(e\d+)\)", text):
        assert f'<a id="{number}"></a>' in text
    for line in text.splitlines():
        if line.startswith("|"):
            assert len(re.findall(r"(?<!\\)\|", line)) <= 8


def test_json_has_stable_keys_and_the_same_words_as_the_page(tmp_path: Path) -> None:
    render(sample(), tmp_path / "brief.json")
    content = json.loads((tmp_path / "brief.json").read_text(encoding="utf-8"))
    assert {"a", "b", "since", "until", "title", "day", "finding", "basis", "sections", "evidence"} <= content.keys()
    assert set(content["measures"]) == {"relation", "turns", "agenda", "meetings"}
    assert {"number", "key", "title", "reason", "blocks"} == content["sections"][0].keys()
    shown = " ".join(visible_text(html(sample())).split())
    for sentence in sentences(content):
        assert " ".join(sentence["text"].split()) in shown
    value = content["sections"][0]["blocks"][1]["sentences"][0]["values"][1]
    assert value["fact"] == "relation.value.2018-08-31" and value["unit"] == "index points"


def sentences(node: Any) -> list[dict[str, Any]]:
    """All sentences of a JSON tree but charts' descriptions, which the page gives as labels."""
    if isinstance(node, list):
        return [found for child in node for found in sentences(child)]
    if not isinstance(node, dict):
        return []
    if "text" in node and "of" in node:
        return [node]
    return [
        found for key, child in node.items() if key not in ("description", "measures") for found in sentences(child)
    ]


def test_rendering_is_quick() -> None:
    html(sample())
    start = time.process_time()
    html(sample())
    assert time.process_time() - start < 0.7


def test_a_record_of_thousands_of_events_is_rendered_too() -> None:
    days = [date(2016, 1, 1) + timedelta(days=n % 900) for n in range(1500)]
    told = [
        replace(one, date=day, date_end=None, precision="day", status="happened", passage=f"Japan and Russia: row {n}")
        for n, (one, day) in enumerate(zip(cycle(reports()), days, strict=False))
    ]
    brief = make(told)
    assert brief.basis.text.startswith("1,500 events from ")
    assert " of 1,500]" in visible_text(html(brief))
    assert " of 1,500]" in markdown(brief)


def test_the_same_brief_gives_the_same_bytes(tmp_path: Path) -> None:
    for suffix in ("html", "md", "json"):
        render(sample(), tmp_path / f"one.{suffix}")
        render(make(reports()), tmp_path / f"two.{suffix}")
        assert (tmp_path / f"one.{suffix}").read_bytes() == (tmp_path / f"two.{suffix}").read_bytes()


def test_an_ending_that_is_none_of_ours(tmp_path: Path) -> None:
    with pytest.raises(Error, match=r"a brief ends in \.html, \.pdf, \.md, \.json"):
        render(sample(), tmp_path / "brief.doc")


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Error, match="cannot be written"):
        render(sample(), tmp_path / "no" / "brief.html")


# PDF ----------------------------------------------------------------------------------------------------


def test_without_typst_the_error_says_how_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(Error, match=r"pip install 'detente\[pdf\]'"):
        render(sample(), tmp_path / "brief.pdf")


def pdf_text(path: Path) -> list[str]:
    """The text of each page; skipped where poppler is missing."""
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    done = subprocess.run([tool, "-layout", str(path), "-"], capture_output=True, check=True)
    return done.stdout.decode().split("\f")[:-1]


def pages_before_evidence(pages: list[str]) -> int:
    return next(n for n, page in enumerate(pages) if re.search(r"^\s*10\s+Evidence", page, re.M))


@pytest.mark.parametrize("paper", ["a4", "us-letter"])
def test_the_pdf_is_tagged_titled_vector_and_at_most_six_pages_before_the_evidence(paper: str, tmp_path: Path) -> None:
    pytest.importorskip("typst")
    from detente.brief.render_pdf import to_pdf

    start = time.process_time()
    made = to_pdf(sample(), paper)
    assert time.process_time() - start < 2
    assert made == to_pdf(sample(), paper)
    assert b"/MarkInfo" in made and b"/Lang" in made and b"/StructTreeRoot" in made
    assert b"/Subtype/Image" not in made.replace(b" ", b"")
    path = tmp_path / "brief.pdf"
    path.write_bytes(made)
    pages = pdf_text(path)
    assert 1 <= pages_before_evidence(pages) <= 6
    assert "Japan and Russia" in pages[0]


def test_the_pdf_conforms_to_the_standard_for_accessible_documents() -> None:
    pytest.importorskip("typst")
    from detente.brief.render_pdf import to_pdf

    assert b"pdfuaid:part" in to_pdf(sample())


def test_a_letter_that_no_font_has_does_not_keep_the_pdf_from_being_made(tmp_path: Path) -> None:
    pytest.importorskip("typst")
    told = [replace(one, passage=f"{one.passage} \U00012000") for one in reports()]
    render(make(told), tmp_path / "brief.pdf")
    assert (tmp_path / "brief.pdf").read_bytes().startswith(b"%PDF-1.7")


def test_hostile_text_stays_text_in_the_pdf(tmp_path: Path) -> None:
    pytest.importorskip("typst")
    render(hostile(), tmp_path / "brief.pdf")
    assert "#eval(1) $x$" in " ".join(" ".join(pdf_text(tmp_path / "brief.pdf")).split())


# In a browser ----------------------------------------------------------------------------------------------------


def browser() -> str:
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        pytest.skip("no Chromium is installed")
    return found


def chromium(tmp_path: Path, *arguments: str) -> None:
    """Run the browser once on a profile of its own."""
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
    profile = f"--user-data-dir={tmp_path / 'profile'}"
    subprocess.run([browser(), *flags, profile, *arguments], check=True, capture_output=True, timeout=120)


def test_the_printed_page_has_at_most_six_pages_before_the_evidence(tmp_path: Path) -> None:
    browser()
    path, paper = tmp_path / "brief.html", tmp_path / "paper.pdf"
    for size in ("A4", "Letter"):
        path.write_text(html(sample()).replace("@page { margin", f"@page {{ size: {size}; margin"), encoding="utf-8")
        chromium(tmp_path, "--no-pdf-header-footer", f"--print-to-pdf={paper}", path.as_uri())
        assert pages_before_evidence(pdf_text(paper)) <= 6


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_is_wider_than_the_window(tmp_path: Path, width: int) -> None:
    browser()
    probe = (
        "<script>const f=document.querySelector('iframe');f.onload=()=>{"
        "const d=f.contentDocument.documentElement;document.title=d.scrollWidth+' '+d.clientWidth}</script>"
    )
    (tmp_path / "brief.html").write_text(html(sample()), encoding="utf-8")
    frame = tmp_path / "frame.html"
    frame.write_text(
        f'<title>-</title><iframe width="{width}" height="800" style="border:0" src="brief.html"></iframe>{probe}'
    )
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
    done = subprocess.run(
        [
            browser(), *flags, f"--user-data-dir={tmp_path / 'profile'}", "--allow-file-access-from-files",
            "--window-size=1400,900", "--virtual-time-budget=4000", "--dump-dom", frame.as_uri(),
        ],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    title = re.search(r"<title>(\d+) (\d+)</title>", done.stdout.decode())
    assert title is not None
    assert int(title[1]) <= int(title[2])
