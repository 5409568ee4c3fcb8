/* What src/vendor.sh bundles into vendor/preact.js. */
export { h, render, Fragment, createContext } from "preact";
export type { ComponentChildren, VNode } from "preact";
export {
  useState, useEffect, useLayoutEffect, useRef, useMemo, useCallback, useContext, useId, useErrorBoundary,
} from "preact/hooks";
export { html } from "htm/preact";
export {
  signal, computed, effect, batch, untracked, useSignal, useComputed, useSignalEffect,
} from "@preact/signals";
export type { Signal, ReadonlySignal } from "@preact/signals";
