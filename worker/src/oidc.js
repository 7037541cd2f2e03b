// Tokens that GitHub Actions signs for a job: proof of where it runs, with no secret kept anywhere.

import { createRemoteJWKSet, decodeProtectedHeader, errors, jwtVerify } from "jose";
import { Refused } from "./errors.js";
import { CLAIMS } from "./rules.js";

/** @typedef {import("./settings.js").Settings["oidc"]} Oidc */
/** @typedef {import("./rules.js").Rule} Rule */

const SKEW_SECONDS = 30;
const LONGEST_LIFE_SECONDS = 600; // GitHub's own live for 300
const FETCH_MS = 5_000;
const FRESH_MS = 600_000; // after which a key the issuer took back is no longer known here

/** @type {Map<string, ReturnType<typeof createRemoteJWKSet>>} */
const published = new Map();

/**
 * The issuer's keys: fetched once and kept, again when a token names one that is not among them, but
 * not within the cooldown, or anybody's made-up token would have the issuer asked.
 *
 * @param {Oidc} oidc
 */
function keysOf({ keys, cooldown }) {
  let set = published.get(keys.href);
  if (!set) {
    set = createRemoteJWKSet(keys, {
      cooldownDuration: cooldown,
      cacheMaxAge: FRESH_MS,
      timeoutDuration: FETCH_MS,
    });
    published.set(keys.href, set);
  }
  return set;
}

/**
 * What the issuer says of the job, after the signature and the times were checked.
 *
 * @param {string} token
 * @param {Oidc} oidc
 * @throws {Refused}
 */
export async function claimsOf(token, oidc) {
  try {
    // Without a name a set of one key would be tried whole, and the token fit by chance of rotation.
    if (!decodeProtectedHeader(token).kid) throw new Refused("token: names no key");
    const { payload } = await jwtVerify(token, keysOf(oidc), {
      algorithms: ["RS256"],
      issuer: oidc.issuer,
      audience: oidc.audience,
      clockTolerance: SKEW_SECONDS,
      maxTokenAge: LONGEST_LIFE_SECONDS,
      requiredClaims: ["exp", "nbf", "iat", "sub"],
    });
    return payload;
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw new Refused(`token: ${why(error)}`);
  }
}

/** @param {unknown} error */
function why(error) {
  if (error instanceof errors.JWTClaimValidationFailed) return `${error.claim} ${error.reason}`;
  if (error instanceof errors.JOSEError) return error.code;
  return "the issuer's keys could not be had";
}

/**
 * The first rule that names all of what the token proves.
 *
 * @param {import("jose").JWTPayload} claims
 * @param {Rule[]} rules
 * @throws {Refused}
 */
export function ruleFor(claims, rules) {
  const known = proved(claims);
  // Their code is whoever's opened the request, whichever branch the workflow file is taken from.
  if (String(claims.event_name).startsWith("pull_request")) {
    throw new Refused("token: of a pull request", known);
  }
  const rule = rules.find(
    (one) =>
      one.repository_id &&
      CLAIMS.every((claim) => !one[claim] || one[claim].some((value) => value === claims[claim])),
  );
  if (!rule) throw new Refused("token: no rule for it", known);
  return { rule, known };
}

/** @param {import("jose").JWTPayload} claims */
function proved(claims) {
  const said = [...CLAIMS, "repository", "run_id", "sha", "event_name"];
  /** @type {Record<string, string>} */
  const known = {};
  for (const claim of said) {
    if (typeof claims[claim] === "string") known[claim] = claims[claim].slice(0, 200);
  }
  return known;
}
