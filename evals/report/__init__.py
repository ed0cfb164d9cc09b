"""A run's record as a page for people (`html`) and as JUnit XML for build servers (`junit`).

May import `rag`, `cases`, `scoring` and `results`.
"""

from chapter_and_verse.evals.report.html import html_report
from chapter_and_verse.evals.report.junit import junit_report

__all__ = ["html_report", "junit_report"]
