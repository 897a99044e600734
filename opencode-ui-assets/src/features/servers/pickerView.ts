/** What the picker shows now: the list, the form for one server, or the settings. */
import type { FormStart } from "./serverFormModel"

export type PickerView = { readonly kind: "list" } | { readonly kind: "form"; readonly start: FormStart } | { readonly kind: "settings" }

export const LIST: PickerView = { kind: "list" }

/** Begins with the form where there is something to begin it with. */
export function viewOf(start: FormStart | undefined): PickerView {
  return start ? { kind: "form", start } : LIST
}

export function titleOf(view: PickerView): string {
  if (view.kind === "settings") return "Settings"
  if (view.kind === "list") return "Servers"
  return view.start.server ? "Edit server" : "Add server"
}
