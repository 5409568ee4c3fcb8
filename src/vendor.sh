#!/bin/sh
# Makes the third-party files of the pages: vendor.sh BUILD -> BUILD/vendor/{preact.js,d3.js,designsystemet.css,SHA256SUMS}.
# static/package-lock.json pins what comes from npm by hash; esbuild is Debian's. Nothing of it is kept in git.
set -eu
build=$1
npm=$build/npm/static
out=$build/vendor
# Only what the pages use: the whole of Designsystemet is 60 % heavier.
components='label list divider paragraph spinner fieldset skip-link error-summary heading tag toggle-group link breadcrumbs
    dropdown popover tooltip pagination button badge validation-message tabs details alert card chip dialog input field table
    skeleton'

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
export { scaleLinear, scaleBand, scalePoint, scaleSqrt, scaleTime, scaleOrdinal } from "d3-scale";
export { line, area, curveMonotoneX, curveLinear, link, linkHorizontal } from "d3-shape";
JS
for name in preact d3; do
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
(cd "$out" && sha256sum preact.js d3.js designsystemet.css > SHA256SUMS)
