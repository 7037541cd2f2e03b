// Makes a key for somebody, and the hash that the Worker is to know: `npm run --silent key`.

const random = crypto.getRandomValues(new Uint8Array(32));
const key = Buffer.from(random).toString("base64url");
const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(key));
console.log(`key   ${key}\nhash  ${Buffer.from(digest).toString("hex")}`);
