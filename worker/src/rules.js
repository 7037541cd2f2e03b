// Who may read what, and by which keys, as RULES and BEARER_HASHES have it.

import { SettingsError } from "./errors.js";
import { isKnown } from "./keys.js";

/**
 * @typedef {object} Rule
 * @property {string} name what the audit and the rate limit call the caller
 * @property {string[]} keys platforms (`spotify`), `alerts`, or single names (`DISCORD_GUILD_ID`)
 * @property {string} [bearer] the name of a key in BEARER_HASHES
 * @property {string[]} [repository_id] GitHub's number of the repository, as text
 * @property {string[]} [ref] such as `refs/heads/main`
 * @property {string[]} [workflow_ref] such as `me/label/.github/workflows/update-data.yml@refs/heads/main`
 * @property {string[]} [environment] the job's environment; not named, any and none will do
 */

/** @type {("repository_id" | "ref" | "workflow_ref" | "environment")[]} */
export const CLAIMS = ["repository_id", "ref", "workflow_ref", "environment"];
const NEEDED = CLAIMS.slice(0, 3);
const KNOWN = new Set(["name", "keys", "bearer", ...CLAIMS]);
const MOST_HASHES = 2; // the key and, while it is changed, the one before

/**
 * @param {unknown} written
 * @returns {Map<string, Uint8Array[]>}
 */
export function readBearers(written) {
  if (!isObject(written)) throw new SettingsError("BEARER_HASHES is no JSON object");
  return new Map(
    Object.entries(written).map(([name, hashes]) => {
      if (!isTexts(hashes) || hashes.length > MOST_HASHES) {
        throw new SettingsError(`BEARER_HASHES: a key has a list of 1 or ${MOST_HASHES} hashes`);
      }
      return [name, hashes.map(bytes)];
    }),
  );
}

/** @param {string} hash */
function bytes(hash) {
  const pairs = /^[0-9a-f]{64}$/i.test(hash) && hash.match(/../g);
  if (!pairs) throw new SettingsError("BEARER_HASHES: a hash is 64 hexadecimal digits");
  return Uint8Array.from(pairs, (pair) => parseInt(pair, 16));
}

/**
 * @param {unknown} written
 * @param {Map<string, unknown>} bearers
 * @returns {Rule[]}
 */
export function readRules(written, bearers) {
  if (!Array.isArray(written)) throw new SettingsError("RULES is no JSON list");
  const rules = written.map((one, place) => readRule(one, `RULES, rule ${place + 1}:`, bearers));
  if (new Set(rules.map((rule) => rule.name)).size < rules.length) {
    throw new SettingsError("RULES: two rules have one name");
  }
  return rules;
}

/**
 * @param {unknown} written
 * @param {string} which
 * @param {Map<string, unknown>} bearers
 * @returns {Rule}
 */
function readRule(written, which, bearers) {
  if (!isObject(written)) throw new SettingsError(`${which} no JSON object`);
  const { name, keys, bearer } = written;
  if (typeof name !== "string" || !name) throw new SettingsError(`${which} name is missing`);
  if (!isTexts(keys) || !keys.every(isKnown)) {
    throw new SettingsError(`${which} keys is no list of platforms and names`);
  }
  // A word misspelled would otherwise be a condition that nobody checks.
  if (Object.keys(written).some((word) => !KNOWN.has(word))) {
    throw new SettingsError(`${which} a word that means nothing`);
  }
  const claims = CLAIMS.filter((claim) => claim in written);
  if (bearer !== undefined) {
    if (claims.length) throw new SettingsError(`${which} either bearer or claims of a token`);
    if (typeof bearer !== "string" || !bearers.has(bearer)) {
      throw new SettingsError(`${which} bearer is no name in BEARER_HASHES`);
    }
    return { name, keys, bearer };
  }
  if (!NEEDED.every((claim) => claims.includes(claim))) {
    throw new SettingsError(`${which} needs bearer, or all of ${NEEDED.join(", ")}`);
  }
  return {
    name,
    keys,
    ...Object.fromEntries(
      claims.map((claim) => [claim, texts(written[claim], `${which} ${claim}`)]),
    ),
  };
}

/**
 * One text or several, as a list.
 *
 * @param {unknown} written
 * @param {string} which
 */
function texts(written, which) {
  const list = typeof written === "string" ? [written] : written;
  if (!isTexts(list)) throw new SettingsError(`${which} is neither a text nor a list of texts`);
  return list;
}

/**
 * @param {unknown} value
 * @returns {value is string[]}
 */
function isTexts(value) {
  return (
    Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === "string" && one)
  );
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
