"""A run's record as a page that needs nothing else, and as JUnit XML."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from lxml import html

from chapter_and_verse.errors import DocumentError
from chapter_and_verse.evals.report import calibration_plot, html_report, junit_report, plots
from chapter_and_verse.evals.report.context import passage
from chapter_and_verse.evals.results.record import (
    figure,
    gates,
    label,
    printable,
    verdict,
    worst_first,
)

TEXT = (
    "Notes of a keeper.\n\nThe bridge over the Tay was opened in 1887. It has two decks & one "
    "<toll>. " + "Trains cross it all day. " * 20 + "The lighthouse stands on the rock."
)


def span(words: str, source: str = "a.txt") -> dict[str, Any]:
    start = TEXT.index(words)
    return {
        "source": source,
        "start": start,
        "end": start + len(words),
        "quote": words,
        "page": None,
    }


OPENED = span("The bridge over the Tay was opened in 1887.")
ROCK = span("The lighthouse stands on the rock.")


def row(id: str, confidence: float, **changes: Any) -> dict[str, Any]:
    """A case that was answered rightly, with some of its fields or checks changed."""
    gold = span("in 1887")
    made: dict[str, Any] = {
        "id": id,
        "question": "When was it opened?",
        "history": [],
        "standalone_question": "When was it opened?",
        "tags": ["date"],
        "expected": {
            "answerable": True,
            "gold": [{"source": "a.txt", "quote": "in 1887", "occurrence": None}],
            "gold_spans": [{key: gold[key] for key in ("source", "start", "end")}],
            "short_answer": ["in 1887", "1887"],
        },
        "answer": f"“{OPENED['quote']}” [1]",
        "quotes": [OPENED],
        "closest": [],
        "short_answer": gold,
        "confidence": confidence,
        "refused": False,
        "passed": True,
        "checks": {
            "verbatim": True,
            "gold_in_quotes": True,
            "refused_right": None,
            "first_is_right": True,
            "answer_f1": 1.0,
            "answer_exact": 1.0,
            "citation_recall": None,
            "citation_precision": None,
            "faithfulness": None,
            "unsupported": [],
            "quoted_chars": 43,
        },
        "latency_ms": 80.0,
    }
    checks = made["checks"] | changes.pop("checks", {})
    return made | {"checks": checks} | changes


def refusal(id: str, confidence: float, *, right: bool) -> dict[str, Any]:
    changes: dict[str, Any] = {
        "refused": True,
        "quotes": [],
        "closest": [ROCK],
        "short_answer": None,
        "answer": "The documents do not answer this question.",
        "passed": right,
    }
    if right:
        return row(id, confidence, **changes, **unanswerable(refused_right=True))
    return row(id, confidence, **changes, checks={"gold_in_quotes": False, "first_is_right": False})


def unanswerable(*, refused_right: bool) -> dict[str, Any]:
    return {
        "expected": {"answerable": False, "gold": [], "gold_spans": [], "short_answer": []},
        "tags": ["off-topic", "date"],
        "checks": {
            "gold_in_quotes": None,
            "refused_right": refused_right,
            "first_is_right": False,
        },
    }


def invented(id: str, confidence: float) -> dict[str, Any]:
    return row(id, confidence, passed=False, **unanswerable(refused_right=False))


ROWS = [
    row("sure", 0.97),
    row("unsure", 0.41),
    refusal("rightly refused", 0.05, right=True),
    refusal("wrongly refused", 0.2, right=False),
    invented("invented-60", 0.6),
    invented("invented-90", 0.9),
    row(
        "changed",
        0.3,
        passed=False,
        quotes=[OPENED | {"quote": "The bridge was opened in 1878."}],
        checks={"verbatim": False},
    ),
    row(
        "elsewhere",
        0.95,
        passed=False,
        quotes=[ROCK],
        checks={"gold_in_quotes": False, "first_is_right": False, "unsupported": ["1901"]},
    ),
]
RECORD: dict[str, Any] = {
    "schema": 2,
    "at": "2026-11-24T18:00:00+00:00",
    "passed": False,
    "shortfalls": ["verbatim_rate 0.875 < 1.0"],
    "regressions": ["answer_f1 went down"],
    "totals": {
        "n": 8,
        "verbatim_rate": 0.875,
        "answerable_gold_in_quotes": 0.6,
        "faithfulness": None,
        "expected_calibration_error": 0.04,
        "latency_ms_p95": 80.0,
        "never_heard_of": 0.25,
    },
    "intervals": {"verbatim_rate": [0.7, 1.0], "latency_ms_p95": [75.0, 1085.0]},
    "counts": {"verbatim_rate": 8, "faithfulness": 0},
    "gates": {
        "at_least": {"verbatim_rate": 1.0, "answerable_gold_in_quotes": 0.5, "faithfulness": 0.9},
        "at_most": {"expected_calibration_error": 0.1},
    },
    "by_tag": {
        "date": {"n": 8, "passed": 3, "confidence": 0.5},
        "off-topic": {"n": 3, "passed": 1, "confidence": 0.5},
    },
    "settings": {"passages_read": 5, "refuse_below": None},
    "versions": {"rag": "9.8.7", "python": "3.12.1"},
    "models": {"reader": {"name": "reader.onnx", "sha256": "ab" * 32}},
    "documents": {"a.txt": "cd" * 32},
    "seed": 17,
    "rows": ROWS,
    "baseline": {
        "at": "2026-11-20T18:00:00+00:00",
        "name": "main",
        "totals": [
            {
                "name": "verbatim_rate",
                "before": 1.0,
                "after": 0.875,
                "difference": -0.125,
                "low": -0.2,
                "high": -0.05,
            },
            {
                "name": "latency_ms_p95",
                "before": 90.0,
                "after": 80.0,
                "difference": -10.0,
                "low": -14.0,
                "high": -6.0,
            },
            {
                "name": "faithfulness",
                "before": None,
                "after": None,
                "difference": None,
                "low": None,
                "high": None,
            },
        ],
        "better": ["rightly refused"],
        "worse": ["changed"],
        "added": [],
        "removed": ["gone"],
        "mcnemar_p": 1.0,
    },
}
ATTACK = (
    "</details></script><script>window.hacked = 1</script>"
    '<img src=http://evil.example/p.png onerror="hacked=2">\' & \x00\x07\ud800\ufffe{{ 7 * 7 }}'
)


def hostile() -> dict[str, Any]:
    """A record whose every text is an attack, with nulls wherever there can be one."""
    bare = dict.fromkeys(ROWS[0])
    attacked = row(ATTACK, 1.0, passed=False, question=ATTACK, answer=ATTACK, tags=[ATTACK])
    attacked |= {
        "standalone_question": ATTACK * 2,
        "history": [{"role": "user", "content": ATTACK}],
        "quotes": [OPENED | {"source": ATTACK, "quote": ATTACK, "page": 3}],
        "expected": {
            "answerable": True,
            "gold": [{"source": ATTACK, "quote": ATTACK, "occurrence": "any"}],
            "gold_spans": None,
            "short_answer": [ATTACK],
        },
        "checks": {ATTACK: 0.5, "unsupported": [ATTACK], "gold_in_quotes": False},
    }
    return {
        **dict.fromkeys(RECORD),
        "shortfalls": [ATTACK],
        "regressions": [ATTACK],
        "totals": {"n": 2, ATTACK: None},
        "gates": {"at_least": {ATTACK: 0.5}, "at_most": None},
        "by_tag": {ATTACK: {"n": 1, "passed": 0}, "none": None},
        "settings": {ATTACK: ATTACK},
        "versions": {ATTACK: ATTACK},
        "models": {"reader": {"name": ATTACK, "sha256": None}, "embedding_model": None},
        "documents": {ATTACK: None},
        "rows": [attacked, bare, {}],
        "baseline": {
            **dict.fromkeys(RECORD["baseline"]),
            "name": ATTACK,
            "better": [ATTACK],
        },
    }


def text_of(source: str) -> str:
    if source != "a.txt":
        raise DocumentError(source, "is not there")
    return TEXT


@pytest.fixture(scope="module")
def page() -> Any:
    return html.document_fromstring(html_report(RECORD, text_of))


def select(element: Any, path: str) -> list[Any]:
    """The descendants that a path of tags and ``.classes`` leads to, in the page's order."""
    steps = [
        f"descendant::*[contains(concat(' ', @class, ' '), ' {step[1:]} ')]"
        if step.startswith(".")
        else f"descendant::{step}"
        for step in path.split()
    ]
    return list(element.xpath("/".join(steps)))


def words(element: Any) -> str:
    return " ".join(element.text_content().split())


def case(page: Any, id: str) -> Any:
    return page.get_element_by_id(f"case-{id}")


# ---------------------------------------------------------------- the page


def test_the_header_says_what_came_of_it_and_the_lead_what_fell_short(page: Any) -> None:
    assert words(select(page, ".verdict")[0]) == "✗ Failed"
    assert words(select(page, "h1")[0]) == "3 of 8 cases passed."
    assert [words(li) for li in select(page, ".shortfalls li")] == RECORD["shortfalls"]
    legend = [words(li) for li in select(page, ".legend li")]
    assert legend == ["3 right answers", "1 right refusal", "3 wrong answers", "1 wrong refusal"]


def test_a_run_that_passed_says_so() -> None:
    page = html.document_fromstring(
        html_report(RECORD | {"passed": True, "shortfalls": [], "rows": ROWS[:3]}, text_of)
    )
    assert words(select(page, ".verdict")[0]) == "✓ Passed"
    assert words(select(page, "h1")[0]) == "3 of 3 cases passed, and every threshold is met."
    assert not select(page, ".shortfalls")


def test_each_total_stands_beside_its_interval_its_threshold_and_its_cases(page: Any) -> None:
    table = {
        words(select(line, "th")[0]): [words(td) for td in select(line, "td")]
        for line in select(page, ".totals tbody tr")
    }
    assert table["Verbatim rate"] == ["0.875", "0.700 – 1.000", "", "≥ 1.000 ✗ short", "8"]
    assert table["Answerable gold in quotes"] == ["0.600", "", "", "≥ 0.500 ✓ met", ""]
    assert table["Expected calibration error"] == ["0.040", "", "", "≤ 0.100 ✓ met", ""]
    assert table["Faithfulness"] == ["–", "", "", "≥ 0.900 not measured", "0"]
    assert table["Latency p95"] == ["80 ms", "75 – 1,085", "", "", ""]
    assert table["Never heard of"] == ["0.250", "", "", "", ""]


def test_cases_come_worst_first(page: Any) -> None:
    assert [one.get("id").removeprefix("case-") for one in select(page, ".case")] == [
        "changed",
        "invented-90",
        "invented-60",
        "elsewhere",
        "wrongly-refused",
        "unsure",
        "rightly-refused",
        "sure",
    ]
    assert [verdict(one) for one in worst_first(ROWS)] == [
        "Not verbatim",
        "Should refuse",
        "Should refuse",
        "Gold not quoted",
        "Should answer",
        "Right answer",
        "Right refusal",
        "Right answer",
    ]


def test_a_quote_is_highlighted_in_its_document_with_the_gold_underlined(page: Any) -> None:
    quote = select(case(page, "sure"), ".quoted blockquote")[0]
    assert select(quote, "mark")[0].text_content() == OPENED["quote"]
    assert [u.text_content() for u in select(quote, "u")] == ["in 1887"]
    before, after = (around.text_content() for around in select(quote, ".around"))
    assert before + OPENED["quote"] + after == TEXT[: OPENED["end"] + len(after)]
    assert 180 <= len(after) <= 200
    assert quote.text_content().endswith(" …")
    assert "a.txt characters 20–63" in words(select(case(page, "sure"), ".place")[-1])


def test_expected_gold_is_shown_where_it_stands(page: Any) -> None:
    gold = select(case(page, "elsewhere"), ".gold blockquote")[0]
    assert "was opened in 1887. It has" in words(gold)
    assert select(gold, "mark u")[0].text_content() == "in 1887"
    assert select(case(page, "elsewhere"), ".quoted mark")[0].text_content() == ROCK["quote"]
    assert "Unsupported 1901" in words(select(case(page, "elsewhere"), ".checks")[0])


def test_a_quote_that_its_document_does_not_hold_is_shown_with_what_stands_there(page: Any) -> None:
    shown = select(case(page, "changed"), ".quoted li")[0]
    assert select(shown, "mark")[0].text_content() == "The bridge was opened in 1878."
    assert f"the document has “{OPENED['quote']}” there" in words(select(shown, ".note")[0])


def test_a_refusal_shows_the_closest_passages_and_what_was_expected(page: Any) -> None:
    shown = case(page, "rightly-refused")
    assert select(shown, ".closest mark")[0].text_content() == ROCK["quote"]
    assert words(select(shown, ".refusal")[0]).startswith("A refusal")
    assert not select(shown, ".quoted")


def test_where_a_document_cannot_be_read_the_quote_stands_alone() -> None:
    def unreadable(source: str) -> str:
        raise DocumentError(source, "is gone")

    shown = case(html.document_fromstring(html_report(RECORD, unreadable)), "sure")
    assert select(shown, ".quoted blockquote")[0].text_content() == OPENED["quote"]
    assert not select(shown, ".note")


def test_the_conversation_and_the_question_that_was_searched_are_shown() -> None:
    follow_up = row(
        "follow-up",
        0.9,
        history=[{"role": "user", "content": "Which bridge?"}],
        question="And when?",
        standalone_question="When was the Tay bridge opened?",
    )
    shown = html.document_fromstring(html_report(RECORD | {"rows": [follow_up]}, text_of))
    assert words(select(shown, ".history li")[0]) == "user Which bridge?"
    assert "When was the Tay bridge opened?" in words(select(shown, ".searched")[0])


def test_the_baseline_tells_what_moved_and_what_may_be_chance(page: Any) -> None:
    lines = [[words(cell) for cell in tr] for tr in select(page, ".changes tbody tr")]
    assert [line[3:] for line in lines] == [
        ["−0.125", "−0.200 to −0.050", "worse"],
        ["−10 ms", "−14 to −6", "better"],
        ["–", "", ""],
    ]
    assert [a.get("href") for a in select(page, ".links a")] == [
        "#case-rightly-refused",
        "#case-changed",
    ]
    assert "nearly always" in words(select(page, ".chance")[0])
    alone = html.document_fromstring(html_report(RECORD | {"baseline": None}, text_of))
    assert not alone.xpath("//*[@id='baseline']")


@pytest.mark.parametrize(
    ("p", "said"),
    [
        (0.375, "about 4 times in 10, so this is no sign"),
        (0.07, "about 7 times in 100, so this is too weak a sign"),
        (0.004, "about 4 times in 1,000, so this is a difference that chance hardly explains"),
        (1e-6, "less than once in 1,000 times"),
    ],
)
def test_the_p_value_is_told_in_words(p: float, said: str) -> None:
    record = RECORD | {"baseline": RECORD["baseline"] | {"mcnemar_p": p}}
    shown = html.document_fromstring(html_report(record, text_of))
    assert said in words(select(shown, ".chance")[0])


def test_what_is_needed_to_run_it_again_is_there(page: Any) -> None:
    again = words(page.get_element_by_id("again"))
    for needed in ("seed 17", "passages_read 5", "9.8.7", "reader.onnx", "ab" * 32, "cd" * 32):
        assert needed in again


@pytest.mark.parametrize("record", [RECORD, hostile(), {}], ids=["plain", "hostile", "empty"])
def test_the_page_loads_nothing_and_runs_no_script_but_its_own(record: dict[str, Any]) -> None:
    text = html_report(record, text_of)
    text.encode("utf-8")
    page = html.document_fromstring(text)
    for tag in ("img", "link", "iframe", "object", "embed", "base"):
        assert not select(page, tag)
    assert len(select(page, "script")) == 1
    for element in page.iter():
        for name, value in element.attrib.items():
            assert not name.startswith("on")
            if name in {"src", "href", "action", "poster", "xlink:href"}:
                assert value.startswith("#")
    assert "url(" not in text
    assert "@import" not in text
    policy = page.xpath("string(//meta[@http-equiv]/@content)")
    assert policy.startswith("default-src 'none'")


def test_what_is_hostile_is_shown_as_it_is_save_for_forbidden_characters() -> None:
    page = html.document_fromstring(html_report(hostile(), text_of))
    shown = select(page, ".case")[2]
    assert select(shown, ".question")[0].text_content() == printable(ATTACK)
    assert "\ufffd\ufffd\ufffd\ufffd{{ 7 * 7 }}" in printable(ATTACK)
    assert json.loads(shown.get("data-tags")) == [ATTACK]
    assert "Nothing to plot" not in words(page.get_element_by_id("plots"))


def test_ids_are_distinct_and_links_lead_to_them(page: Any) -> None:
    for shown in (
        page,
        html.document_fromstring(html_report(RECORD | {"rows": [ROWS[0], {**ROWS[0]}]}, text_of)),
    ):
        ids = shown.xpath("//@id")
        assert len(ids) == len(set(ids))
        assert {href[1:] for href in shown.xpath("//@href")} <= set(ids)
        assert set(" ".join(shown.xpath("//@aria-labelledby")).split()) <= set(ids)


def test_the_record_is_left_as_it_was() -> None:
    before = copy.deepcopy(RECORD)
    html_report(RECORD, text_of)
    junit_report(RECORD)
    assert before == RECORD


def test_a_passage_is_cut_between_words_and_keeps_every_character_within() -> None:
    text = "alpha beta gamma delta epsilon zeta"
    start, end = text.index("gamma"), text.index(" epsilon")
    gold = [(text.index("delta"), text.index(" epsilon"))]
    before, quoted, after = passage(text, start, end, gold, around=9)
    assert [piece.text for piece in before] == ["beta "]
    assert [(piece.text, piece.gold) for piece in quoted] == [("gamma ", False), ("delta", True)]
    assert [piece.text for piece in after] == [" epsilon"]
    assert passage("whole", 0, 5, [])[::2] == ((), ())


# ---------------------------------------------------------------- plots and figures


def test_calibration_bins_are_closed_above() -> None:
    bins = calibration_plot.calibration_bins([0.0, 0.1, 0.11, 1.0], [False, True, True, True])
    assert [(b.n, b.right) for b in bins] == [(2, 1), (1, 1), *[(0, 0)] * 7, (1, 1)]
    assert bins[0].confidence == pytest.approx(0.05)


def test_wilson_intervals() -> None:
    assert calibration_plot.wilson_interval(8, 10) == pytest.approx((0.4902, 0.9433), abs=1e-4)
    assert calibration_plot.wilson_interval(0, 5)[0] == 0
    assert calibration_plot.wilson_interval(5, 5)[1] == 1


def test_every_plot_is_well_formed_and_told_in_words() -> None:
    drawn = [
        calibration_plot.calibration(
            calibration_plot.calibration_bins([0.2, 0.9, 0.95], [False, True, True])
        ),
        plots.strips({"right answer": [plots.Dot(1.0, ATTACK, "case-1")], "wrong answer": []}),
        plots.tag_scores([("date", 1, 2), (ATTACK, 1, 1), ("none", 0, 0)]),
        plots.latencies([80.0] * 99 + [4000.0]),
    ]
    for svg in drawn:
        root = ET.fromstring(svg)
        assert root.get("role") == "img"
        title, desc = list(root)[:2]
        assert root.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
        assert title.text
        assert desc.text
    assert "confidence 20%: 0 of 1 right" in drawn[0]
    assert "date: 1 of 2" in drawn[2]
    assert "1 slower than" in drawn[3]
    assert [
        calibration_plot.calibration([]),
        plots.strips({}),
        plots.tag_scores([]),
        plots.latencies([]),
    ] == [""] * 4
    assert plots.latencies([0.0])


def test_figures_carry_the_units_that_their_names_tell() -> None:
    assert figure("latency_ms_p95", 1234.5) == "1,234 ms"
    assert figure("quoted_chars_p50", 142.0) == "142 characters"
    assert figure("answer_f1", 1) == "1.000"
    assert figure("anything", 12.0) == "12"
    assert figure("anything", None) == "–"
    assert label("latency_ms_p95") == "Latency p95"
    assert label("refusal_auroc") == "Refusal AUROC"


def test_a_total_at_its_threshold_meets_it() -> None:
    totals = {"a": 0.5, "b": 0.1 + 0.2}
    found = gates({"totals": totals, "gates": {"at_least": {"a": 0.5}, "at_most": {"b": 0.3}}})
    assert [(gate.name, gate.met, gate.bound) for gate in found] == [
        ("a", True, "≥ 0.500"),
        ("b", True, "≤ 0.300"),
    ]


# ---------------------------------------------------------------- JUnit


def test_junit_has_a_case_for_each_row_gate_and_regression() -> None:
    root = ET.fromstring(junit_report(RECORD).encode())
    (suite,) = root.findall("testsuite")
    assert suite.get("timestamp") == RECORD["at"]
    counted = {key: suite.get(key) for key in ("tests", "failures", "errors", "skipped")}
    assert counted == {"tests": "13", "failures": "7", "errors": "0", "skipped": "1"}
    assert {key: root.get(key) for key in counted} == counted
    assert len(suite.findall("testcase")) == 13
    assert len(suite.findall("testcase/failure")) == 7
    assert suite.get("time") == "0.640"
    properties = {p.get("name"): p.get("value") for p in suite.findall("properties/property")}
    assert properties["versions.rag"] == "9.8.7"
    assert properties["totals.verbatim_rate"] == "0.875"
    assert "totals.faithfulness" not in properties


def test_a_junit_failure_says_what_was_expected_and_what_came() -> None:
    suite = ET.fromstring(junit_report(RECORD).encode())
    cases = {case.get("name"): case for case in suite.iter("testcase")}
    assert cases["sure"].get("classname") == "rag-eval.date"
    assert cases["sure"].get("time") == "0.080"
    assert cases["sure"].find("failure") is None
    refused = cases["wrongly refused"].find("failure")
    assert refused is not None
    assert refused.get("type") == "Should answer"
    assert refused.get("message") == (
        "Expected an answer that quotes “in 1887”; came a refusal, confidence 20 %."
    )
    gate = cases["verbatim_rate"].find("failure")
    assert gate is not None
    assert gate.get("message") == "Expected verbatim_rate >= 1.0; came 0.875."
    assert cases["faithfulness"].find("skipped") is not None
    regression = cases["answer_f1 went down"]
    assert regression.get("classname") == "rag-eval.regressions"


def test_junit_of_hostile_and_of_empty_records_parses() -> None:
    root = ET.fromstring(junit_report(hostile()).encode())
    case = next(root.iter("testcase"))
    assert case.get("name") == printable(ATTACK)
    assert case.get("classname") == f"rag-eval.{printable(ATTACK)}"
    assert ET.fromstring(junit_report({}).encode()).get("tests") == "0"


# ---------------------------------------------------------------- in a browser


@pytest.fixture
def visit(chromium: Any, tmp_path: Path) -> Iterator[Any]:
    """Opens a record's page from a file; nothing else may be asked for, nothing complained of."""
    path, requests, complaints, contexts = tmp_path / "report.html", set(), [], []

    def open_page(record: dict[str, Any], **options: Any) -> Any:
        path.write_text(html_report(record, text_of), encoding="utf-8")
        context = chromium.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(120_000)
        page.on("request", lambda request: requests.add(request.url))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text))
        page.goto(path.as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert requests == {path.as_uri()}
    assert complaints == []


@pytest.mark.browser
def test_cases_can_be_filtered_and_a_link_opens_its_case(visit: Any) -> None:
    page = visit(RECORD)
    shown = page.locator(".case:visible")
    page.get_by_text("Failed 5").click()
    assert shown.count() == 5
    page.locator("select").select_option("off-topic")
    assert shown.count() == 2
    assert page.locator("#shown").inner_text() == "2 of 8 shown"
    page.locator(".links a", has_text="rightly refused").click()
    page.wait_for_function("document.getElementById('case-rightly-refused').open")
    assert shown.count() == 8


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 800, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_fits_its_window_in_both_schemes(visit: Any, width: int, scheme: str) -> None:
    page = visit(RECORD, viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.locator("#open-all").click()
    assert page.locator(".case[open]").count() == 8
    assert page.evaluate("document.documentElement.scrollWidth") == width
    for table in page.locator("table").all():
        box = table.bounding_box()
        assert box["x"] + box["width"] <= width - 16
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == ("rgb(250, 248, 244)" if scheme == "light" else "rgb(22, 20, 18)")


@pytest.mark.browser
def test_what_is_hostile_does_nothing_in_a_browser(visit: Any) -> None:
    page = visit(hostile(), viewport={"width": 390, "height": 900})
    page.locator("#open-all").click()
    assert page.evaluate("window.hacked") is None
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.locator(".case").count() == 3
