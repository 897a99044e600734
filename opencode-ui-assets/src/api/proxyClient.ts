/**
 * The server side of opencode-proxy, as the shell uses it. Every call proves by a header that no foreign page made it,
 * and every answer is looked at twice: one without our own response header came from a gateway in front of us, which
 * means that its session has ended, whatever the status says.
 */
import { readHealthResult, type HealthResult } from "../domain/health"
import { isSealed } from "../domain/sealedCredentials"
import { readProvidedList, type ProvidedList } from "../domain/providedServer"

/** `credential_rejected`: the server side cannot open a sealed credential that the call had with it. */
export type ApiFailure = "session_expired" | "unreachable" | "refused" | "credential_rejected" | "rate_limited"

/** `aborted` is no failure: whoever asked no longer wants to know. */
export type ApiResult<T> = { readonly value: T } | { readonly failure: ApiFailure } | { readonly aborted: true }

export type HealthTarget = { readonly key: string } | { readonly url: string; readonly credential?: string }

export interface HealthQuestion {
  readonly targets: readonly HealthTarget[]
}

/** What is exchanged for a sealed credential. */
export type Secret =
  | { readonly server: string; readonly type: "basic"; readonly username: string; readonly password: string }
  | { readonly server: string; readonly type: "header"; readonly name: string; readonly value: string }

export interface ProxyClient {
  providedServers(signal: AbortSignal): Promise<ApiResult<ProvidedList>>
  /** Gives what may be kept in place of a secret. */
  seal(secret: Secret, signal: AbortSignal): Promise<ApiResult<string>>
  /** Results in the order of the targets. */
  checkHealth(question: HealthQuestion, signal: AbortSignal): Promise<ApiResult<HealthResult[]>>
}

interface Init {
  readonly method?: string
  readonly headers?: Record<string, string>
  readonly body?: string
}

const HEALTH_TIMEOUT_MS = 15_000
const LIST_TIMEOUT_MS = 10_000
const SEAL_TIMEOUT_MS = 10_000
const JSON_BODY = { "Content-Type": "application/json" }

export function createProxyClient(base: string, nativeFetch: typeof fetch): ProxyClient {
  async function call(path: string, init: Init, signal: AbortSignal, timeoutMs: number): Promise<ApiResult<unknown>> {
    const headers = { Accept: "application/json", "X-Opencode-Proxy": "1", ...init.headers }
    const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
    try {
      const response = await nativeFetch(`${base}api/${path}`, {
        ...init,
        headers,
        // A redirect can only be the gateway's way to its login page.
        redirect: "manual",
        cache: "no-store",
        credentials: "same-origin",
        signal: limit,
      })
      if (response.type === "opaqueredirect") return { failure: "session_expired" }
      if (!response.headers.has("X-Opencode-Proxy")) {
        return { failure: response.status >= 500 ? "unreachable" : "session_expired" }
      }
      if (response.ok) return { value: (await response.json()) as unknown }
      const code = response.headers.get("X-Opencode-Proxy-Error")
      return { failure: code === "credential_rejected" || code === "rate_limited" ? code : "refused" }
    } catch {
      return signal.aborted ? { aborted: true } : { failure: "unreachable" }
    }
  }

  return {
    async providedServers(signal) {
      const result = await call("servers", {}, signal, LIST_TIMEOUT_MS)
      return "value" in result ? { value: readProvidedList(result.value) } : result
    },

    async seal(secret, signal) {
      const result = await call("credentials", { method: "POST", headers: JSON_BODY, body: JSON.stringify(secret) }, signal, SEAL_TIMEOUT_MS)
      if (!("value" in result)) return result
      const sealed = (result.value as { credential?: unknown } | null)?.credential
      return isSealed(sealed) ? { value: sealed } : { failure: "refused" }
    },

    async checkHealth({ targets }, signal) {
      const body = JSON.stringify({ servers: targets })
      const result = await call("servers/health", { method: "POST", headers: JSON_BODY, body }, signal, HEALTH_TIMEOUT_MS)
      if (!("value" in result)) return result
      const results = (result.value as { results?: unknown } | null)?.results
      const list: readonly unknown[] = Array.isArray(results) ? results : []
      return { value: targets.map((_, index) => readHealthResult(list[index])) }
    },
  }
}
