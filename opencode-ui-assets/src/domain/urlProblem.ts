/** What can be wrong with a server address, and the sentence that says how to mend it. */
export type UrlProblem =
  | "empty"
  | "too_long"
  | "illegal_char"
  | "scheme"
  | "scheme_mark"
  | "userinfo"
  | "query"
  | "fragment"
  | "host"
  | "ipv4_ambiguous"
  | "ipv6_brackets"
  | "port"
  | "dot_segment"
  | "percent_escape"

const SENTENCES: Record<UrlProblem, string> = {
  empty: "Enter the server's address, for example http://sandbox:4096.",
  too_long: "This address is too long. Use at most 2048 characters.",
  illegal_char: "Remove spaces, backslashes and special characters from the address.",
  scheme: "The address must begin with http:// or https://.",
  scheme_mark: "Write a colon and two slashes after http or https, for example http://sandbox:4096.",
  userinfo: "Leave user name and password out of the address; there are fields for them.",
  query: "Leave out everything from the question mark on.",
  fragment: "Leave out everything from the # on.",
  host: "This is not a valid host name. Use letters, digits, hyphens and dots, for example sandbox.team.svc.cluster.local.",
  ipv4_ambiguous: "Write an IPv4 address as four plain numbers, for example 10.0.0.7.",
  ipv6_brackets: "Write an IPv6 address in brackets, for example http://[::1]:4096.",
  port: "The port must be a number from 1 to 65535, for example :4096.",
  dot_segment: "The path must not contain . or .. segments.",
  percent_escape: "The path has a % that is not followed by two hexadecimal digits.",
}

export function sentenceOf(problem: UrlProblem): string {
  return SENTENCES[problem]
}
