/** The value of X-Target-Authorization; UTF-8, as RFC 7617 asks for (btoa alone refuses most of Unicode). */
export function basicAuth(username: string, password: string): string {
  const bytes = new TextEncoder().encode(`${username}:${password}`)
  return `Basic ${btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""))}`
}
