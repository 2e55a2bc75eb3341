#!/bin/sh
# Lint, then the tests; a closing line says how each went.  Arguments go to pytest.
set -u
begin=$(date +%s)
scripts/lint.sh src company tests scripts $([ -d benchmarks ] && echo benchmarks)
lint=$?
mid=$(date +%s)
.venv/bin/python -m pytest -q -rs -n "${WORKERS:-3}" --dist loadfile "$@"
tests=$?
end=$(date +%s)
say() { [ "$1" = 0 ] && echo "passed" || echo "FAILED"; }
echo "make test: lint $(say $lint) in $((mid - begin)) s, tests $(say $tests) in $((end - mid)) s"
[ "$lint" = 0 ] && [ "$tests" = 0 ]
