// The credential endpoint: GET /api/credentials for those whom a rule names, GET /healthz for all.

import { alive, given, inSteps, refusal } from "./answer.js";
import { audit } from "./audit.js";
import { milliseconds } from "./env.js";
import { Refused, SettingsError } from "./errors.js";
import { keysFor, wanted } from "./keys.js";
import { count, network } from "./limit.js";
import { isPrivate, settings } from "./settings.js";
import { who } from "./who.js";

/** @typedef {import("./env.js").Env} Env */
/** @typedef {import("./audit.js").Outcome} Outcome */

const STEP_MS = 100;

export default {
  /**
   * @param {Request} request
   * @param {Env} env
   * @param {ExecutionContext} context
   */
  async fetch(request, env, context) {
    const url = new URL(request.url);
    if (request.method === "GET" && url.pathname === "/healthz") return alive();
    const work = told(request, url, env);
    context.waitUntil(work); // who hangs up early is counted and written down all the same
    const outcome = await inSteps(milliseconds(env, "STEP_MS", STEP_MS), work);
    return outcome.keys ? given(outcome.keys) : refusal();
  },
};

/**
 * @param {Request} request
 * @param {URL} url
 * @param {Env} env
 */
async function told(request, url, env) {
  const address = request.headers.get("CF-Connecting-IP") ?? "unknown";
  const outcome = await decided(request, url, env, address).catch(failed);
  audit(outcome, address);
  return outcome;
}

/**
 * @param {Request} request
 * @param {URL} url
 * @param {Env} env
 * @param {string} address
 * @returns {Promise<Outcome>}
 */
async function decided(request, url, env, address) {
  if (url.pathname !== "/api/credentials") throw new Refused("path: unknown");
  if (request.method !== "GET") throw new Refused("method: not GET");
  if (!isPrivate(url)) throw new Refused("not https");
  await count(env, "ADDRESS_LIMIT", network(address));
  const { rule, caller, known } = await who(request, settings(env, url));
  await count(env, "CALLER_LIMIT", `${rule.name}: ${caller}`, known);
  const keys = await keysFor(env, rule.keys, wanted(url));
  return { status: 200, reason: "", keys, rule: rule.name, known };
}

/**
 * @param {unknown} error
 * @returns {Outcome}
 */
function failed(error) {
  if (error instanceof Refused) return { status: 403, reason: error.message, known: error.known };
  if (error instanceof SettingsError) return { status: 403, reason: `settings: ${error.message}` };
  // Words of other people's code may repeat what was sent: its kind alone is written down.
  const kind = error instanceof Error ? error.name : typeof error;
  return { status: 403, reason: `failed: ${kind}` };
}
