"""Fills the English plurals: "%n key(s)" is "%n key" for one and "%n keys" for many,
"index(es)" is "index" and "indexes", "entr(y|ies)" is "entry" and "entries", "key(s) (is|are)" agrees."""
import re
import sys
import xml.sax.saxutils as xml


def form(text, many):
    text = re.sub(r"\(([^()|]*)\|([^()|]*)\)", lambda m: m.group(2 if many else 1), text)
    return re.sub(r"\((e?s)\)", lambda m: m.group(1) if many else "", text)


def fill(match):
    source = xml.unescape(match.group(2), {"&quot;": '"', "&apos;": "'"})
    forms = "".join(
        "            <numerusform>%s</numerusform>\n" % xml.escape(form(source, many), {'"': "&quot;", "'": "&apos;"})
        for many in (False, True))
    return match.group(1) + "<translation>\n" + forms + "        </translation>"


path = sys.argv[1]
with open(path, encoding="utf-8") as file:
    content = file.read()
content = re.sub(
    r'(<message numerus="yes">(?:(?!</message>).)*?<source>((?:(?!</source>).)*)</source>(?:(?!</message>|<translation).)*)'
    r"<translation[^>]*>.*?</translation>",
    fill, content, flags=re.S)
with open(path, "w", encoding="utf-8") as file:
    file.write(content)
