"""What a reader holds: the report, its charts, and the tables as files."""

from folkmoot.report.blocks import Said
from folkmoot.report.export import export_tables
from folkmoot.report.gather import gather, lake_summary, questionnaires
from folkmoot.report.html import render_report, report_sections, summary_lines, write_report
from folkmoot.report.model import DraftSummary, ImportCount, LakeSummary, ReportInput

__all__ = [
    "DraftSummary",
    "ImportCount",
    "LakeSummary",
    "ReportInput",
    "Said",
    "export_tables",
    "gather",
    "lake_summary",
    "questionnaires",
    "render_report",
    "report_sections",
    "summary_lines",
    "write_report",
]
