// Keys people carry. Stored are their SHA-256 alone, which suffices for random keys: nobody can try
// 2^256 of them. `npm run key` makes them; what is shorter than those was thought up by somebody.

const SHORTEST = 32;

/**
 * The name of a key, or the empty text where it is none of ours.
 *
 * It takes as long whichever key it is, and whether any fits.
 *
 * @param {string} key
 * @param {Map<string, Uint8Array[]>} bearers
 */
export async function bearerName(key, bearers) {
  const given = new Uint8Array(
    await crypto.subtle.digest("SHA-256", new TextEncoder().encode(key)),
  );
  let found = "";
  for (const [name, hashes] of bearers) {
    for (const hash of hashes) {
      if (crypto.subtle.timingSafeEqual(given, hash)) found = name;
    }
  }
  return key.length < SHORTEST ? "" : found;
}
