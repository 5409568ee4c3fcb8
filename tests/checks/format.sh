#!/bin/sh
# C as clang-format has it, and nothing else.
set -eu
clang-format --dry-run --Werror $(git ls-files '*.c' '*.h')
