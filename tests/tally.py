#!/usr/bin/env python3
# Copyright 2026 The hantei authors
#
# SPDX-License-Identifier: Apache-2.0
"""Adds up single tests in meson's testlog.json files: prints "N passed, N failed"."""

import json
import os
import re
import sys

RESULT = re.compile(r"^(ok|not ok)\b(.*)$", re.MULTILINE)
SKIPPED = re.compile(r"# SKIP\b", re.IGNORECASE)


def tally(program):
    """(passed, failed, skipped) of one line of testlog.json."""
    output = program.get("stdout", "")
    passed = failed = skipped = 0
    for verdict, rest in RESULT.findall(output):
        if SKIPPED.search(rest):
            skipped += 1
        elif verdict == "ok":
            passed += 1
        else:
            failed += 1
    result = program["result"]
    if result in ("OK", "EXPECTEDFAIL"):
        passed += not (passed or skipped)
    elif result == "SKIP":
        skipped += not (passed or skipped)
    elif not failed:  # a crash, a time-out, a plan that was not kept
        failed += 1
    return passed, failed, skipped


def main(paths):
    totals = [0, 0, 0]
    for path in paths:
        if not os.path.exists(path):  # the build failed
            totals[1] += 1
            continue
        with open(path, encoding="utf-8") as log:
            for line in log:
                counts = tally(json.loads(line))
                totals = [a + b for a, b in zip(totals, counts)]
    passed, failed, skipped = totals
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed or not passed else 0


sys.exit(main(sys.argv[1:]))
