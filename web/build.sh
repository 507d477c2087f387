#!/bin/sh
# Builds the web app into build/web, or checks it: web/build.sh [build|typecheck|lint|test]. Fetches what it needs from the
# npm registry as package-lock.json says; does nothing when nothing has changed since.
set -eu
cd "$(dirname "$0")"
what=${1:-build}
python=${PYTHON:-python3}

node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' 2>/dev/null || {
    echo "web/build.sh: Node 20.19 or newer is needed; ./dev build brings one" >&2
    exit 77
}
# One at a time: tests run side by side and share node_modules and the generated types.
if [ -z "${STRATUM_WEB_LOCKED:-}" ] && command -v flock >/dev/null; then
    mkdir -p ../.cache
    STRATUM_WEB_LOCKED=1 exec flock ../.cache/web.lock sh ./build.sh "$@"
fi

if ! cmp -s package-lock.json node_modules/.stratum-lock; then
    npm ci --no-audit --no-fund --loglevel=error >&2
    cp package-lock.json node_modules/.stratum-lock
fi
"$python" ../api/join.py ../build/api/openapi.yaml.new
if ! cmp -s ../build/api/openapi.yaml.new ../build/api/openapi.yaml || [ ! -f ../build/api/openapi.json ]; then
    "$python" ../api/join.py ../build/api/openapi.json
    mv ../build/api/openapi.yaml.new ../build/api/openapi.yaml
    rm -f packages/api/src/generated/schema.d.ts
fi
rm -f ../build/api/openapi.yaml.new
if [ ! -f packages/api/src/generated/schema.d.ts ]; then npm run --silent generate >&2; fi

case $what in
    build)
        "$python" ../api/docs/make.py ../build/api
        # All that the app is made of, in one hash.
        made_of=$(find package-lock.json packages features app -name node_modules -prune -o -type f ! -name '*.test.ts' -print | LC_ALL=C sort | xargs sha256sum | sha256sum)
        [ "$(cat ../build/web/.made-of 2>/dev/null)" = "$made_of" ] && exit 0
        npm run --silent build >&2
        printf '%s\n' "$made_of" > ../build/web/.made-of ;;
    typecheck|lint|test) npm run --silent "$what" ;;
    *) echo "build, typecheck, lint or test, not '$what'" >&2; exit 2 ;;
esac
