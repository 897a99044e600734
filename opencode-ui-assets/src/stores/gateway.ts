/** The way to our own server side: through a gateway whose session can end, over a network that can be gone. */
import { createSignal, type Accessor } from "solid-js"
import type { ApiResult } from "../api/proxyClient"

export type GatewayState = "open" | "session_expired" | "unreachable"

export interface GatewayStore {
  readonly state: Accessor<GatewayState>
  /** Hands a result through and remembers what it says about the way. */
  observe<T>(result: ApiResult<T>): ApiResult<T>
}

export function createGatewayStore(): GatewayStore {
  const [state, setState] = createSignal<GatewayState>("open")
  return {
    state,
    observe(result) {
      if ("value" in result) setState("open")
      else if ("failure" in result) setState(result.failure === "session_expired" || result.failure === "unreachable" ? result.failure : "open")
      return result
    },
  }
}
