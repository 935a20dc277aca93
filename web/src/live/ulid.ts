/** ULIDs: 48 bits of milliseconds and 80 random bits in Crockford's base 32, https://github.com/ulid/spec. */

const DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

export function ulid(now_ms: number = Date.now()): string {
  let time = "";
  for (let rest = now_ms, place = 0; place < 10; place += 1) {
    time = DIGITS.charAt(rest % 32) + time;
    rest = Math.floor(rest / 32);
  }
  const random = crypto.getRandomValues(new Uint8Array(16));
  return time + Array.from(random, (byte) => DIGITS.charAt(byte & 31)).join("");
}
