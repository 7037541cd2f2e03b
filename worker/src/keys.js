// Which keys there are, which of them a rule gives, and where their values are.

import { Refused } from "./errors.js";
import { text } from "./env.js";

/** What each platform is asked with; those that need no key may be named all the same. */
export const PLATFORMS = new Map([
  ["spotify", ["SPOTIFY_CLIENT_ID", "SPOTIFY_CLIENT_SECRET"]],
  ["youtube", ["YOUTUBE_API_KEY"]],
  [
    "instagram",
    ["INSTAGRAM_ACCESS_TOKEN", "INSTAGRAM_BUSINESS_ACCOUNT_ID", "INSTAGRAM_API_VERSION"],
  ],
  ["deezer", []],
  ["tiktok", []],
  ["facebook", []],
  ["twitter", []],
  ["threads", []],
  ["shazam", []],
  ["discord", ["DISCORD_BOT_TOKEN", "DISCORD_GUILD_ID"]],
  ["chartmetric", ["CHARTMETRIC_REFRESH_TOKEN"]],
  ["soundcharts", ["SOUNDCHARTS_APP_ID", "SOUNDCHARTS_API_KEY"]],
]);
const NAMES = new Set([...PLATFORMS.values()].flat());

/** Where alerts go: as many names as the label has rules, so they are known by their beginning. */
const ALERTS = "alerts";
const ALERT_PREFIX = "BACKLINE_ALERT_";
const ALERT_NAME = /^BACKLINE_ALERT_[A-Z0-9_]+$/;

/**
 * Whether a rule may name it: a platform, `alerts`, or the name of a key.
 *
 * @param {string} word
 */
export function isKnown(word) {
  return PLATFORMS.has(word) || word === ALERTS || NAMES.has(word) || ALERT_NAME.test(word);
}

/**
 * The names that platforms and names stand for.
 *
 * @param {string[]} words all of them known
 * @param {string[]} alerts the names of alerts there are
 */
function namesOf(words, alerts) {
  return new Set(
    words.flatMap((word) => (word === ALERTS ? alerts : (PLATFORMS.get(word) ?? [word]))),
  );
}

/**
 * The platforms that the address asks for alone, or undefined where it asks for all.
 *
 * @param {URL} url
 * @throws {Refused} it asks for anything else
 */
export function wanted(url) {
  const given = [...url.searchParams];
  if (!given.length) return undefined;
  const [[name, value]] = given;
  const words = value.split(",");
  const known = words.every((word) => PLATFORMS.has(word) || word === ALERTS);
  if (given.length > 1 || name !== "only" || !known) throw new Refused("only: no platforms");
  return words;
}

/**
 * The keys that a rule gives and the caller wants, as far as they are set.
 *
 * @param {import("./env.js").Env} env
 * @param {string[]} allowed the rule's
 * @param {string[] | undefined} only
 * @returns {Promise<Record<string, string>>}
 */
export async function keysFor(env, allowed, only) {
  const store = /** @type {KVNamespace | undefined} */ (env.KEYS);
  const alerts = [...allowed, ...(only ?? [])].includes(ALERTS) ? await alertNames(env, store) : [];
  const rule = namesOf(allowed, alerts);
  const asked = only ? namesOf(only, alerts) : rule;
  const names = [...rule].filter((name) => asked.has(name)).sort();
  const values = await Promise.all(
    names.map(async (name) => text(env, name) || (await store?.get(name))?.trim() || ""),
  );
  return Object.fromEntries(
    names.map((name, place) => [name, values[place]]).filter(([, value]) => value),
  );
}

/**
 * @param {import("./env.js").Env} env
 * @param {KVNamespace | undefined} store
 */
async function alertNames(env, store) {
  const listed = store ? (await store.list({ prefix: ALERT_PREFIX })).keys : [];
  const names = [...Object.keys(env), ...listed.map((key) => key.name)];
  return names.filter((name) => ALERT_NAME.test(name));
}
