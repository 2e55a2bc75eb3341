#!/bin/sh
# Lint, then the tests; a closing line says how each went.  Arguments go to pytest.
# Up to three failed tests are run again, alone: what then passes is named, for it is to be mended.
set -u
begin=$(date +%s)
scripts/lint.sh src company tests scripts $([ -d benchmarks ] && echo benchmarks)
lint=$?
mid=$(date +%s)
failures=$(mktemp -d)
trap 'rm -rf "$failures"' EXIT
tests() { # ARGUMENTS…: pytest, which writes down what failed
    .venv/bin/python -m pytest -q -o "cache_dir=$failures" "$@"
}
tests -rs -n "${WORKERS:-3}" --dist loadfile "$@"
tests=$?
unsteady=""
if [ "$tests" = 1 ]; then
    names=$(.venv/bin/python scripts/failed.py "$failures" 3) && [ -n "$names" ] && {
        echo "make test: run again, alone:"; echo "$names"
        tests --last-failed --last-failed-no-failures none "$@"
        tests=$?
        [ "$tests" = 0 ] && unsteady=", but only when run again, alone: $(echo $names)"
    }
fi
end=$(date +%s)
say() { [ "$1" = 0 ] && echo "passed" || echo "FAILED"; }
echo "make test: lint $(say $lint) in $((mid - begin)) s, tests $(say $tests) in $((end - mid)) s$unsteady"
[ "$lint" = 0 ] && [ "$tests" = 0 ]
