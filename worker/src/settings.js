// What the owner of the Worker wrote: variables, secrets and bindings, understood or refused whole.

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

/**
 * @typedef {object} Settings
 * @property {Rule[]} rules the first that fits a caller counts
 * @property {Map<string, Uint8Array[]>} bearers SHA-256 of the keys that are valid, by their name
 * @property {{issuer: string, keys: URL, audience: string, cooldown: number}} oidc
 */

/** @typedef {Record<string, unknown>} Env what Cloudflare hands over: texts and bindings by name */

/** Something the owner must put right; until then the Worker is locked. */
export class SettingsError extends Error {}

const GITHUB = "https://token.actions.githubusercontent.com";
/** @type {("repository_id" | "ref" | "workflow_ref" | "environment")[]} */
export const CLAIMS = ["repository_id", "ref", "workflow_ref", "environment"];
const NEEDED = CLAIMS.slice(0, 3);
const KNOWN = new Set(["name", "keys", "bearer", ...CLAIMS]);
const MOST_HASHES = 2; // the key and, while it is changed, the one before

/**
 * A variable as text; empty where it is not set.
 *
 * @param {Env} env
 * @param {string} name
 */
export function text(env, name) {
  const value = env[name];
  return typeof value === "string" ? value.trim() : "";
}

/**
 * Everything that decides who may read.
 *
 * @param {Env} env
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
 * A span of time from a variable, where it is one.
 *
 * @param {Env} env
 * @param {string} name
 * @param {number} otherwise
 */
export function milliseconds(env, name, otherwise) {
  const written = text(env, name);
  return /^[0-9]{1,5}$/.test(written) ? Number(written) : otherwise;
}

/** @param {string} written */
function address(written) {
  try {
    return new URL(written);
  } catch {
    throw new SettingsError("OIDC_ISSUER or OIDC_KEYS is no web address");
  }
}

/**
 * @param {Env} env
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

/**
 * @param {unknown} written
 * @returns {Map<string, Uint8Array[]>}
 */
function readBearers(written) {
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
function readRules(written, bearers) {
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
  if (!isTexts(keys)) throw new SettingsError(`${which} keys is no list of names`);
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
  return { name, keys, ...Object.fromEntries(claims.map((claim) => [claim, texts(written[claim], `${which} ${claim}`)])) };
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
  return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === "string" && one);
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
