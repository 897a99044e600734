/** A picker on a page of its own. */
import { vi } from "vitest"
import type { HealthResult } from "../../domain/health"
import type { ProvidedServer } from "../../domain/providedServer"
import { ServerPicker } from "./ServerPicker"
import type { FormStart } from "./serverFormModel"
import { close, showShell } from "./shellRig"

export { button, cleanUp, field, hasButton, press, settle, type } from "./shellRig"
export const closePicker = close

export function show(answer: HealthResult, start?: FormStart, activeId = "", onFormDone = vi.fn(), provided: ProvidedServer[] = []) {
  return { ...showShell({ answer, activeId, provided }, () => <ServerPicker start={start} onFormDone={onFormDone} />), onFormDone }
}
