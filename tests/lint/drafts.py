#!/usr/bin/env python3
# Copyright 2026 The hantei authors
#
# SPDX-License-Identifier: Apache-2.0
"""Checks corpora/drafts: numbers, form, domains, and that no two bodies are nearly the same."""

import csv
import email
import email.policy
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FOLDER = os.path.join(ROOT, "corpora", "drafts")
NUMBERS = {("ja", "ham"): 60, ("ja", "spam"): 40, ("en", "ham"): 40, ("en", "spam"): 30}
MAX_COMMON = 0.25  # of the smaller body's shingles
SENT = ("Received", "Return-Path", "DKIM-Signature", "Authentication-Results")


def text_of(message):
    """What a reader sees of the first text, tags and addresses aside."""
    body = message.get_body(preferencelist=("plain", "html"))
    text = body.get_content()
    if body.get_content_type() == "text/html":
        text = re.sub(r"(?s)<(style|script|title).*?</\1>", " ", text)
        text = re.sub(r"<[^>]*>", " ", text)
    return re.sub(r"https?://\S+", " ", text)


def shingles(text, language):
    if language == "ja":
        text = re.sub(r"\s+", "", text)
        return {text[i:i + 5] for i in range(len(text) - 4)}
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[i:i + 3]) for i in range(len(words) - 2)}


def main():
    faults = []
    numbers = {}
    bodies = {}
    with open(os.path.join(FOLDER, "list.tsv"), encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    with open(os.path.join(FOLDER, "index"), encoding="utf-8") as file:
        if [f"{row['label']} {row['path']}\n" for row in rows] != list(file):
            faults.append("index and list.tsv disagree")
    for row in rows:
        with open(os.path.join(FOLDER, row["path"]), "rb") as file:
            message = email.message_from_binary_file(file, policy=email.policy.default)
        numbers[row["language"], row["label"]] = numbers.get((row["language"], row["label"]), 0) + 1
        faults += [f"{row['path']}: {name}: a draft has none" for name in SENT if message[name]]
        text = text_of(message)
        hosts = re.findall(r"(?:https?://|@)([\w-]+(?:\.[\w-]+)+)", text)
        faults += [f"{row['path']}: {host} is not under .example" for host in hosts
                   if not host.lower().endswith(".example")]
        bodies.setdefault(row["language"], []).append(
            (row["path"], shingles(text, row["language"])))
    if numbers != NUMBERS:
        faults.append(f"{numbers} instead of {NUMBERS}")
    for of_language in bodies.values():
        for i, (path, one) in enumerate(of_language):
            for other_path, other in of_language[:i]:
                common = len(one & other) / max(1, min(len(one), len(other)))
                if common > MAX_COMMON:
                    faults.append(f"{path}: {common:.0%} like {other_path}")
    for fault in faults:
        print("#", fault)
    print("not ok" if faults else "ok", "1 - corpora/drafts is as its README says")
    print("1..1")
    sys.exit(1 if faults else 0)


main()
