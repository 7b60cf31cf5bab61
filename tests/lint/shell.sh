#!/bin/bash
# Copyright 2026 The hantei authors
#
# SPDX-License-Identifier: Apache-2.0
#
# Shell scripts: shellcheck has nothing to say.
# shellcheck source=tests/lint/lib.sh
. "$(dirname "$0")/lib.sh"

command -v shellcheck >/dev/null || skip_all 'shellcheck is not installed'

for file in dev .ci/run tests/cli/*.sh tests/lint/*.sh; do
    shellcheck --external-sources --source-path=SCRIPTDIR/../.. --format=gcc "$file" |
        rule "shellcheck $file"
done

done_linting
