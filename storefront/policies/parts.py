"""From Markdown to plain parts, for paper: what `rendering` shows on a page, without any markup."""

from typing import Any

Run = list[str]
"""One of these is words of one kind: ["", "strong" or "code"; the words; where they lead to]."""


def of(body: str) -> list[dict[str, Any]]:
    """
    Return the parts of a text in their order, as plain JSON.

    Each has a `kind`: heading (level, runs), words (runs), list (numbered, items, each of parts),
    quote (parts) or table (columns, head and rows, each cell of runs). Words are never markup.
    """
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    return _parts(SyntaxTreeNode(markdown.parse(body)).children)


def _parts(nodes: list[Any]) -> list[dict[str, Any]]:
    return [part for node in nodes if (part := _part(node))]


def _part(node: Any) -> dict[str, Any] | None:
    if node.type == "heading":
        return {"kind": "heading", "level": int(node.tag[1:]), "runs": _runs(node)}
    if node.type in ("bullet_list", "ordered_list"):
        items = [_parts(item.children) for item in node.children]
        return {"kind": "list", "numbered": node.type == "ordered_list", "items": items}
    if node.type == "blockquote":
        return {"kind": "quote", "parts": _parts(node.children)}
    if node.type == "table":
        rows = [[_runs(cell) for cell in row.children] for half in node.children
                for row in half.children]  # fmt: skip
        return {"kind": "table", "columns": len(rows[0]), "head": rows[0], "rows": rows[1:]}
    if node.type == "hr":
        return None
    if node.children:
        return {"kind": "words", "runs": _runs(node)}
    return {"kind": "words", "runs": [["", node.content, ""]]}


def _runs(node: Any, kind: str = "", leads_to: str = "") -> list[Run]:
    runs: list[Run] = []
    for each in node.children:
        if each.type == "text":
            if each.content:
                runs.append([kind, each.content, leads_to])
        elif each.type == "code_inline":
            runs.append(["code", each.content, leads_to])
        elif each.type in ("softbreak", "hardbreak"):
            runs.append([kind, " " if each.type == "softbreak" else "\n", leads_to])
        else:
            inner = "strong" if each.type == "strong" else kind
            runs += _runs(each, inner, str(each.attrs.get("href", leads_to)))
    return runs
