"""A run as JUnit XML, which build servers show case by case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree as ET

from chapter_and_verse.evals.results.record import Gate, came, gates, printable, verdict, wanted

SUITE = "rag-eval"


def junit_report(record: Mapping[str, Any]) -> str:
    """A run's record as JUnit XML: a test case for each row, each gate and each regression.

    Where the run passes, so does its suite: rows that did not pass are then skipped, with what
    came of them as the reason, since the gates allow for some. A row's class is ``rag-eval`` and
    its first tag, its time the latency in seconds. A gate on a total that no case bears on is
    skipped. Characters that XML forbids are replaced by U+FFFD.
    """
    suite = ET.Element("testsuite", name=SUITE)
    if record.get("at"):
        suite.set("timestamp", printable(str(record["at"])))
    suite.append(_properties(record))
    passed = bool(record.get("passed"))
    suite.extend(_of_row(row, passed) for row in record.get("rows") or ())
    suite.extend(_of_gate(gate) for gate in gates(record))
    suite.extend(_of_regression(line) for line in record.get("regressions") or ())
    root = ET.Element("testsuites", name=SUITE)
    for element in (root, suite):
        _count(element, suite)
    root.append(suite)
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _count(element: ET.Element, suite: ET.Element) -> None:
    cases = suite.findall("testcase")
    element.set("tests", str(len(cases)))
    element.set("failures", str(len(suite.findall("testcase/failure"))))
    element.set("errors", "0")
    element.set("skipped", str(len(suite.findall("testcase/skipped"))))
    element.set("time", f"{sum(float(case.get('time', 0)) for case in cases):.3f}")


def _properties(record: Mapping[str, Any]) -> ET.Element:
    found = ET.Element("properties")
    for group in ("versions", "totals"):
        for name, value in (record.get(group) or {}).items():
            if value is not None:
                key = printable(f"{group}.{name}")
                ET.SubElement(found, "property", name=key, value=printable(str(value)))
    return found


def _of_row(row: Mapping[str, Any], run_passed: bool) -> ET.Element:
    tags = row.get("tags") or ()
    case = _case(
        ".".join([SUITE, *tags[:1]]), str(row.get("id")), (row.get("latency_ms") or 0.0) / 1000
    )
    if not row.get("passed") and run_passed:
        message = f"Within the gates: {wanted(row)} expected; came {came(row)}."
        ET.SubElement(case, "skipped", message=printable(message))
    elif not row.get("passed"):
        details = (
            f"Question: {row.get('standalone_question') or row.get('question')}\n"
            f"Answer: {row.get('answer')}\n"
        )
        _fail(case, verdict(row), f"Expected {wanted(row)}; came {came(row)}.", details)
    return case


def _of_gate(gate: Gate) -> ET.Element:
    case = _case(f"{SUITE}.gates", gate.name)
    bound = f"{'<=' if gate.at_most else '>='} {gate.threshold}"
    if gate.met is None:
        ET.SubElement(case, "skipped", message="No case bears on it.")
    elif not gate.met:
        _fail(case, "Gate", f"Expected {printable(gate.name)} {bound}; came {gate.value}.")
    return case


def _of_regression(line: str) -> ET.Element:
    case = _case(f"{SUITE}.regressions", line)
    _fail(case, "Regression", line)
    return case


def _case(classname: str, name: str, seconds: float = 0.0) -> ET.Element:
    return ET.Element(
        "testcase", classname=printable(classname), name=printable(name), time=f"{seconds:.3f}"
    )


def _fail(case: ET.Element, kind: str, message: str, details: str = "") -> None:
    failure = ET.SubElement(case, "failure", type=kind, message=printable(message))
    failure.text = printable(details) or None
