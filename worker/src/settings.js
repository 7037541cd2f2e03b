// What the owner of the Worker wrote: variables, secrets and bindings, understood or refused whole.

import { milliseconds, text } from "./env.js";
import { SettingsError } from "./errors.js";
import { readBearers, readRules } from "./rules.js";

/**
 * @typedef {object} Settings
 * @property {import("./rules.js").Rule[]} rules the first that fits a caller counts
 * @property {Map<string, Uint8Array[]>} bearers SHA-256 of the keys that are valid, by their name
 * @property {{issuer: string, keys: URL, audience: string, cooldown: number}} oidc
 */

const GITHUB = "https://token.actions.githubusercontent.com";
const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * Everything that decides who may read.
 *
 * @param {import("./env.js").Env} env
 * @param {URL} url the request's; its origin is the audience where none is set
 * @returns {Settings}
 */
export function settings(env, url) {
  const issuer = text(env, "OIDC_ISSUER") || GITHUB;
  const bearers = readBearers(json(env, "BEARER_HASHES", {}));
  return {
    bearers,
    rules: readRules(json(env, "RULES", []), bearers),
    oidc: {
      issuer,
      keys: address(text(env, "OIDC_KEYS") || `${issuer}/.well-known/jwks`),
      audience: text(env, "OIDC_AUDIENCE") || url.origin,
      cooldown: milliseconds(env, "OIDC_COOLDOWN_MS", 30_000),
    },
  };
}

/**
 * Whether nobody on the way can read along: https, or this machine alone.
 *
 * @param {URL} url
 */
export function isPrivate(url) {
  return url.protocol === "https:" || LOOPBACK.has(url.hostname);
}

/** @param {string} written */
function address(written) {
  let url;
  try {
    url = new URL(written);
  } catch {
    throw new SettingsError("OIDC_ISSUER or OIDC_KEYS is no web address");
  }
  if (!isPrivate(url)) throw new SettingsError("OIDC_ISSUER or OIDC_KEYS is not https");
  return url;
}

/**
 * @param {import("./env.js").Env} env
 * @param {string} name
 * @param {unknown} otherwise
 * @returns {unknown}
 */
function json(env, name, otherwise) {
  const written = text(env, name);
  if (!written) return otherwise;
  try {
    return JSON.parse(written);
  } catch {
    // The parser's own words repeat what was written, which may be secret.
    throw new SettingsError(`${name} is no JSON`);
  }
}
