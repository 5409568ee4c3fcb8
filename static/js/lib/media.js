/**
 * What the page is shown on: a narrow screen gets cards where a wide one gets a table; paper always gets the table.
 */
import { useEffect, useState } from "../../vendor/preact.js";

const NARROW = "(max-width: 47.99em)";

/** Follows the width of the window; false while printing. @returns {boolean} */
export function useNarrow() {
  const [narrow, setNarrow] = useState(matchMedia(NARROW).matches);
  useEffect(() => {
    const media = matchMedia(NARROW);
    const follow = () => setNarrow(media.matches);
    const print = () => setNarrow(false);
    media.addEventListener("change", follow);
    addEventListener("beforeprint", print);
    addEventListener("afterprint", follow);
    return () => {
      media.removeEventListener("change", follow);
      removeEventListener("beforeprint", print);
      removeEventListener("afterprint", follow);
    };
  }, []);
  return narrow;
}
