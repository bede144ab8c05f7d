"""Prints the texts of the system descriptions as C++ that lupdate can read: they are translated when shown."""
import glob
import json
import os
import sys

texts = set()


def walk(value, name=""):
    if isinstance(value, dict):
        for key, inner in value.items():
            walk(inner, "note" if name == "without" else key)
    elif isinstance(value, list):
        for inner in value:
            walk(inner, name)
    elif isinstance(value, str) and value and name in ("title", "summary", "note"):
        texts.add(value)


for path in sorted(glob.glob(os.path.join(sys.argv[1], "resources/systems/*/system.json"))):
    with open(path, encoding="utf-8") as file:
        walk(json.load(file))
for text in sorted(texts):
    print('QT_TRANSLATE_NOOP("systems", %s)' % json.dumps(text, ensure_ascii=False))
