// Who is asking: a job on GitHub, somebody with a key, or nobody.

import { bearerName } from "./bearer.js";
import { claimsOf, ruleFor } from "./oidc.js";
import { Refused } from "./errors.js";

/** @typedef {import("./settings.js").Settings} Settings */
/** @typedef {import("./rules.js").Rule} Rule */

const LONGEST = 8_192; // signs; GitHub's tokens have about 1,500
const TOKEN = /^[\w-]+\.[\w-]+\.[\w-]*$/;

/**
 * The rule of whoever asks, and what was proved about them.
 *
 * @param {Request} request
 * @param {Settings} settings
 * @returns {Promise<{rule: Rule, caller: string, known: Record<string, string>}>}
 * @throws {Refused}
 */
export async function who(request, { rules, bearers, oidc }) {
  const header = request.headers.get("Authorization") ?? "";
  if (header.length > LONGEST) throw new Refused("key: too long");
  const [, key] = /^Bearer ([\x21-\x7e]+)$/i.exec(header) ?? [];
  if (!key) throw new Refused("key: none");
  if (TOKEN.test(key)) {
    if (!rules.some((rule) => rule.repository_id)) throw new Refused("token: no rule takes any");
    const { rule, known } = ruleFor(await claimsOf(key, oidc), rules);
    return { rule, known, caller: `repository ${known.repository_id}` };
  }
  const name = await bearerName(key, bearers);
  const rule = name ? rules.find((one) => one.bearer === name) : undefined;
  if (!rule)
    throw new Refused(name ? "key: no rule for it" : "key: unknown", name ? { bearer: name } : {});
  return { rule, known: { bearer: name }, caller: `bearer ${name}` };
}
