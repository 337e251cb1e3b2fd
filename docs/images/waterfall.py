#!/usr/bin/env python3
"""Draws the trace of a demo run as waterfall.svg: python3 docs/images/waterfall.py [SPANS.jsonl]"""

import json
import sys
from html import escape
from pathlib import Path

HERE = Path(__file__).resolve().parent
SPANS = HERE.parent.parent / "demo/target/run/spans.jsonl"
# Spans of single fields and of waiting: true, and too many for a picture.
LEFT_OUT = {"vmstate_save_state", "vmstate_load_state", "vmstate_subsection_load", "migrate_transferred",
            "migration_rate_limit", "ram_save_iterate_big_wait", "migration_transfer", "migration_setup",
            "loadvm_state"}
SIDES = {"source_downtime": "source", "destination_downtime": "destination"}
COLOURS = {"source": "#2f6fb3", "destination": "#b3552f"}
LABEL, PANEL, GAP, ROW, TOP, PAD = 300, 430, 30, 19, 74, 14


def attribute(attributes, key):
    for attribute in attributes:
        if attribute["key"] == key:
            return next(iter(attribute["value"].values()))
    return None


def read(file):
    spans = []
    for line in file.read_text().splitlines():
        for resource in json.loads(line).get("resourceSpans", []):
            process = attribute(resource["resource"]["attributes"], "process.pid")
            for scope in resource["scopeSpans"]:
                for span in scope["spans"]:
                    spans.append({
                        "process": process, "name": span["name"], "id": span["spanId"],
                        "parent": span.get("parentSpanId", ""),
                        "start": int(span["startTimeUnixNano"]), "end": int(span["endTimeUnixNano"])})
    return sorted(spans, key=lambda span: (span["start"], -span["end"]))


def rows(spans):
    """One row for the spans of one name under one row: (process, depth, name, spans)."""
    by_id = {span["id"]: span for span in spans}
    table, row_of = [], {}

    def parent(span):
        above = by_id.get(span["parent"])
        while above is not None and above["name"] in LEFT_OUT:
            above = by_id.get(above["parent"])
        return above

    def place(span):
        if span["id"] in row_of:
            return row_of[span["id"]]
        above = parent(span)
        over = place(above) if above else None
        for row in table:
            if row["over"] is over and row["name"] == span["name"] and row["process"] == span["process"]:
                break
        else:
            row = {"over": over, "depth": over["depth"] + 1 if over else 0, "name": span["name"],
                   "process": span["process"], "spans": []}
            table.append(row)
        row["spans"].append(span)
        row_of[span["id"]] = row
        return row

    for span in spans:
        if span["name"] not in LEFT_OUT and span["end"] > span["start"]:
            place(span)
    ordered = []

    def visit(row):
        ordered.append(row)
        for below in table:
            if below["over"] is row:
                visit(below)

    for row in table:
        if row["over"] is None:
            visit(row)
    return ordered


def duration(nanos):
    return f"{nanos / 1e3:.0f} µs" if nanos < 1e5 else f"{nanos / 1e6:,.0f} ms" if nanos >= 1e8 else f"{nanos / 1e6:.1f} ms"


def axis(out, left, begin, end, bottom, title):
    out.append(f'<text x="{left}" y="{TOP - 38}" class="title">{escape(title)}</text>')
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000) if (end - begin) / 1e6 / step <= 7)
    for tick in range(0, int((end - begin) / 1e6) + 1, step):
        x = left + PANEL * tick * 1e6 / (end - begin)
        out.append(f'<line x1="{x:.1f}" y1="{TOP - 10}" x2="{x:.1f}" y2="{bottom}" class="grid"/>')
        out.append(f'<text x="{x:.1f}" y="{TOP - 16}" class="tick">{tick} ms</text>')


def bars(out, row, y, left, begin, end, colour, captions):
    for span in row["spans"]:
        first, last = max(span["start"], begin), min(span["end"], end)
        if first >= last:
            continue
        x, width = left + PANEL * (first - begin) / (end - begin), PANEL * (last - first) / (end - begin)
        out.append(f'<rect x="{x:.1f}" y="{y + 4}" width="{max(width, 1):.1f}" height="{ROW - 7}" rx="2" '
                   f'fill="{colour}"><title>{escape(span["name"])} {duration(span["end"] - span["start"])}'
                   '</title></rect>')
    if captions and len(row["spans"]) == 1:
        span = row["spans"][0]
        x = left + PANEL * (min(span["end"], end) - begin) / (end - begin) + 5
        text, anchor = duration(span["end"] - span["start"]), "start"
        if x > left + PANEL - 60:
            x, anchor = left + PANEL * (max(span["start"], begin) - begin) / (end - begin) - 5, "end"
            if x < left + 60:
                x, anchor = left + PANEL + 4, "start"
        out.append(f'<text x="{x:.1f}" y="{y + ROW - 6}" class="caption" text-anchor="{anchor}">{text}</text>')


def draw(spans):
    side = {span["process"]: SIDES[span["name"]] for span in spans if span["name"] in SIDES}
    table = [row for name in ("source", "destination") for row in rows(spans) if side[row["process"]] == name]
    chains = [span for span in spans if span["name"] in SIDES]
    begin, end = min(span["start"] for span in spans), max(
        span["end"] for span in spans if span["name"] in ("migration", "source_downtime"))
    zoom = (min(span["start"] for span in chains), max(span["end"] for span in chains))
    margin = (zoom[1] - zoom[0]) // 25
    zoom = (zoom[0] - margin, zoom[1] + margin)

    width, bottom = LABEL + 2 * PANEL + GAP + 80, TOP + ROW * (len(table) + 1) + PAD
    whole, close = LABEL, LABEL + PANEL + GAP
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {bottom + PAD}" font-family="sans-serif">',
           "<style>text{fill:#222;font-size:12px}.title{font-size:14px;font-weight:bold}"
           ".tick{font-size:10px;fill:#777;text-anchor:middle}.caption{font-size:10.5px;fill:#555}"
           ".side{font-weight:bold}.grid{stroke:#e3e3e3}</style>",
           f'<rect width="{width}" height="{bottom + PAD}" fill="#fff"/>']
    x, w = whole + PANEL * (zoom[0] - begin) / (end - begin), PANEL * (zoom[1] - zoom[0]) / (end - begin)
    out.append(f'<rect x="{x:.1f}" y="{TOP - 10}" width="{w:.1f}" height="{bottom - TOP + 10}" fill="#fff3cf"/>')
    axis(out, whole, begin, end, bottom, "The whole migration")
    axis(out, close, *zoom, bottom, "The downtime, enlarged")
    y, last = TOP, None
    for row in table:
        name = side[row["process"]]
        if name != last:
            y += PAD if last else 0
            last = name
        times = f' <tspan fill="#888">×{len(row["spans"])}</tspan>' if len(row["spans"]) > 1 else ""
        bold = ' class="side"' if row["depth"] == 0 else ""
        label = row["name"] + (f" ({name})" if row["name"] == "migration" else "")
        out.append(f'<text x="{8 + 14 * row["depth"]}" y="{y + ROW - 6}"{bold}>{escape(label)}{times}</text>')
        bars(out, row, y, whole, begin, end, COLOURS[name], False)
        bars(out, row, y, close, *zoom, COLOURS[name], True)
        y += ROW
    out.append("</svg>\n")
    return "\n".join(out)


if __name__ == "__main__":
    source = Path(sys.argv[1]) if len(sys.argv) > 1 else SPANS
    (HERE / "waterfall.svg").write_text(draw(read(source)))
