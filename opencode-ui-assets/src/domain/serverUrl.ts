/**
 * The one door for server addresses in the browser: what a user types becomes the canonical URL that is stored,
 * compared and sent as X-Target-Server. It is the twin of the server side's ServerUrl and just as strict, so that a
 * mistake is explained while it is typed and not after a round trip.
 *
 *     sandbox:4096/              -> http://sandbox:4096
 *     HTTPS://Sandbox.NS:443/a/  -> https://sandbox.ns/a
 *     http://0x7f.1/             -> refused: which address that means depends on who reads it
 */
import { sentenceOf, type UrlProblem } from "./urlProblem"

export interface ServerUrl {
  readonly canonical: string
  readonly scheme: "http" | "https"
  /** Lower case, IPv6 in brackets. */
  readonly host: string
  readonly port: number
  /** "" or "/a/b". */
  readonly basePath: string
}

type Accepted = { readonly ok: string; readonly url: ServerUrl }
export type ServerUrlResult = Accepted | { readonly problem: UrlProblem; readonly sentence: string }

const MAX_LENGTH = 2048
const DEFAULT_PORT = { http: 80, https: 443 } as const

class Refusal extends Error {
  constructor(readonly problem: UrlProblem) {
    super(problem)
  }
}

function refuse(problem: UrlProblem): never {
  throw new Refusal(problem)
}

/** For who has nobody to explain to: the scripts that do not use the sentences are smaller without. */
export function parseServerUrl(input: string): Accepted | { readonly problem: UrlProblem } {
  try {
    const url = parse(input.trim())
    return { ok: url.canonical, url }
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal
    return { problem: refusal.problem }
  }
}

export function normaliseServerUrl(input: string): ServerUrlResult {
  const result = parseServerUrl(input)
  return "problem" in result ? { ...result, sentence: sentenceOf(result.problem) } : result
}

function parse(text: string): ServerUrl {
  if (text === "") refuse("empty")
  if (text.length > MAX_LENGTH) refuse("too_long")
  // eslint-disable-next-line no-control-regex -- control characters are what this looks for
  if (/[\u0000-\u0020\u007f-\u00a0\\]/.test(text) || /\s/.test(text)) refuse("illegal_char")

  const { scheme, rest } = splitScheme(text)
  const pathStart = rest.search(/[/?#]/)
  const authority = pathStart < 0 ? rest : rest.slice(0, pathStart)
  const tail = pathStart < 0 ? "" : rest.slice(pathStart)
  if (authority === "") refuse("host")
  if (authority.includes("@")) refuse("userinfo")
  if (tail.includes("#")) refuse("fragment")
  if (tail.includes("?")) refuse("query")

  // Both would be refused for their port below, which is not what is wrong with them.
  if (/^https?:$/i.test(authority) || /^https?:[^/?#:]+:/i.test(text)) refuse("scheme_mark")
  if (/^[0-9a-f]*:[0-9a-f.]*:[0-9a-f:.]*$/i.test(authority)) refuse("ipv6_brackets")

  const { host, port } = splitPort(authority)
  const canonicalHost = host.startsWith("[") ? ipv6(host) : name(host)
  const effectivePort = port ?? DEFAULT_PORT[scheme]
  const basePath = path(tail)
  const shownPort = effectivePort === DEFAULT_PORT[scheme] ? "" : `:${effectivePort}`
  return {
    canonical: `${scheme}://${canonicalHost}${shownPort}${basePath}`,
    scheme,
    host: canonicalHost,
    port: effectivePort,
    basePath,
  }
}

function splitScheme(text: string): { scheme: "http" | "https"; rest: string } {
  const mark = text.indexOf("://")
  const beforeMark = text.slice(0, Math.max(mark, 0))
  if (mark < 0 || /[/?#]/.test(beforeMark)) return { scheme: "http", rest: text }
  const scheme = beforeMark.toLowerCase()
  if (scheme !== "http" && scheme !== "https") refuse("scheme")
  return { scheme, rest: text.slice(mark + 3) }
}

function splitPort(authority: string): { host: string; port: number | undefined } {
  const colon = authority.startsWith("[") ? authority.indexOf(":", authority.lastIndexOf("]")) : authority.indexOf(":")
  if (colon < 0) return { host: authority, port: undefined }
  const digits = authority.slice(colon + 1)
  // Leading zeros are refused: some readers take them for octal.
  if (!/^[1-9][0-9]{0,4}$/.test(digits)) refuse("port")
  const port = Number(digits)
  if (port > 65535) refuse("port")
  return { host: authority.slice(0, colon), port }
}

function name(text: string): string {
  const host = (text.endsWith(".") ? text.slice(0, -1) : text).toLowerCase()
  if (!/^[a-z0-9.-]+$/.test(host) || host.length > 253) refuse("host")
  const labels = host.split(".")
  const last = labels.at(-1) ?? ""
  // A numeric last label makes every URL reader take the whole name for an IPv4 address, each in its own dialect.
  if (/^([0-9]+|0x[0-9a-f]*)$/.test(last)) return ipv4(text)
  if (labels.some((label) => !/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(label))) refuse("host")
  return host
}

function ipv4(text: string): string {
  const octets = text.split(".")
  const canonical = octets.length === 4 && octets.every((octet) => /^(0|[1-9][0-9]{0,2})$/.test(octet) && Number(octet) < 256)
  return canonical ? text : refuse("ipv4_ambiguous")
}

function ipv6(text: string): string {
  // The character check comes first: it keeps zone ids and encodings away from the platform's parser.
  if (!/^\[[0-9a-f:.]+\]$/i.test(text) || !URL.canParse(`http://${text}/`)) refuse("host")
  return new URL(`http://${text}/`).hostname
}

function path(text: string): string {
  if (!/^[\x21-\x7e]*$/.test(text) || /["<>^`{|}[\]]/.test(text)) refuse("illegal_char")
  if (/%(?![0-9a-f]{2})/i.test(text)) refuse("percent_escape")
  if (/%(25)*(0[0-9a-f]|1[0-9a-f]|7f|5c)/i.test(text)) refuse("illegal_char")
  const segments = text.replace(/%(25)*2e/gi, ".").split(/\/|%(?:25)*2f/i)
  if (segments.some((segment) => /^\.\.?(;|%(25)*3b|$)/i.test(segment))) refuse("dot_segment")
  return text.replace(/\/+$/, "")
}
