/** The pinned npm tools live in the build folder, not beside the tests; this finds them there. */
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../..");
export const BUILD = path.resolve(process.env.BUILD ?? path.join(ROOT, "build"));
export const TOOLS = path.join(BUILD, "npm/browser");

/** require() of a tool by name. */
export const tool = createRequire(path.join(TOOLS, "package.json"));
