#!/bin/sh
# Makes the third-party files of the pages: vendor.sh BUILD -> BUILD/vendor/{preact.js,d3.js,qr.js,designsystemet.css,SHA256SUMS}.
# static/package-lock.json pins what comes from npm by hash; esbuild is Debian's. Nothing of it is kept in git.
set -eu
build=$1
npm=$build/npm/static
out=$build/vendor
# Only what the pages use (tests/browser/static.test.mjs knows of a class without its component): a third of the whole.
components='label list paragraph fieldset error-summary heading tag link button validation-message details alert card dialog
    input field table'

mkdir -p "$npm" "$out"
cp static/package.json static/package-lock.json "$npm/"
(cd "$npm" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null)

cat > "$npm/preact.js" <<'JS'
export { h, render, Fragment, createContext } from "preact";
export {
  useState, useEffect, useLayoutEffect, useRef, useMemo, useCallback, useContext, useId, useErrorBoundary,
} from "preact/hooks";
export { html } from "htm/preact";
export { signal, computed, effect, batch, untracked, useSignal, useComputed, useSignalEffect } from "@preact/signals";
JS
cat > "$npm/d3.js" <<'JS'
export { scaleLinear, scalePoint } from "d3-scale";
export { line } from "d3-shape";
JS
printf 'export { encode } from "uqr";\n' > "$npm/qr.js"
for name in preact d3 qr; do
    esbuild "$npm/$name.js" --bundle --minify --format=esm --target=es2020 --legal-comments=none \
        --log-level=warning --outfile="$out/$name.js"
done

css=$npm/node_modules/@digdir/designsystemet-css/dist
{
    printf '/* Designsystemet %s, MIT, Digdir */\n@layer ds.theme,ds.base,ds.components;\n' \
        "$(sed -n 's/.*"@digdir\/designsystemet-css": "\(.*\)",*/\1/p' static/package.json)"
    cat "$css/theme/designsystemet.css"
    printf '@layer ds.base{'
    cat "$css/src/base.css"
    printf '}@layer ds.components{'
    for name in $components; do cat "$css/src/$name.css"; done
    printf '}\n'
} > "$out/designsystemet.css"
(cd "$out" && sha256sum preact.js d3.js qr.js designsystemet.css > SHA256SUMS)
