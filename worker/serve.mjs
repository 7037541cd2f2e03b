// The Worker on this machine alone, in the runtime it is deployed to: for tests and the demo.
//
// A line of JSON comes in: {"vars": {...}, "limits": {"ADDRESS_LIMIT": 60, "CALLER_LIMIT": 10},
// "kv": {...}}, all of them as wrangler.toml and its secrets would have it. A line goes out:
// {"port": 12345}; then the audit's lines. Another line in deploys anew, with nothing remembered. It
// lives until its input ends, so that it never outlives who started it.

import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { Log, LogLevel, Miniflare } from "miniflare";

const MINUTE = 60;
const COMPATIBLE = "2026-04-01"; // as in wrangler.toml

const bundle = await build({
  entryPoints: [fileURLToPath(new URL("src/index.js", import.meta.url))],
  bundle: true,
  conditions: ["workerd", "worker"],
  format: "esm",
  write: false,
});

/**
 * @param {{vars?: Record<string, string>, limits?: Record<string, number>, kv?: Record<string, string>}} written
 * @returns {import("miniflare").MiniflareOptions}
 */
function options({ vars = {}, limits = {}, kv }) {
  return {
    host: "127.0.0.1",
    port: 0,
    cf: false,
    log: new Log(LogLevel.ERROR),
    modules: [{ type: "ESModule", path: "index.js", contents: bundle.outputFiles[0].text }],
    compatibilityDate: COMPATIBLE,
    bindings: vars,
    ratelimits: Object.fromEntries(
      Object.entries(limits).map(([name, limit]) => [name, { simple: { limit, period: MINUTE } }]),
    ),
    ...(kv && { kvNamespaces: ["KEYS"] }),
    handleRuntimeStdio: (stdout, stderr) => {
      createInterface({ input: stdout }).on("line", (line) => console.log(line));
      createInterface({ input: stderr }).on("line", (line) => console.error(line));
    },
  };
}

/** @type {Miniflare | undefined} */
let worker;
for await (const line of createInterface({ input: process.stdin })) {
  const written = JSON.parse(line);
  if (worker) await worker.setOptions(options(written));
  else worker = new Miniflare(options(written));
  const { port } = await worker.ready;
  if (written.kv) {
    const store = await worker.getKVNamespace("KEYS");
    for (const [name, value] of Object.entries(written.kv)) await store.put(name, value);
  }
  console.log(JSON.stringify({ port: Number(port) }));
}
await worker?.dispose();
