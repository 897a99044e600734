/** Where the keyboard goes when what it was on has gone: never to the top of the page. */

/** Takes the user to the first field that is wrong. */
export function focusFirstProblem(form: HTMLElement | undefined): void {
  form?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus()
}

/** The place in the list to go on from: the row that was worked on, else the filter, a row, or the way to add one. */
export function listStop(list: HTMLElement | undefined, id?: string): HTMLElement | undefined {
  const places = [...(id === undefined ? [] : [`[data-row="${id}"]`]), "[data-filter], [data-row]", "[data-mark=add]"]
  return places.map((place) => list?.querySelector<HTMLElement>(place)).find((found) => found != null)
}

/** Once the page has changed: focuses `place` unless something else has the focus. */
export function rescueFocus(place: () => HTMLElement | undefined): void {
  queueMicrotask(() => {
    if (document.activeElement === null || document.activeElement === document.body) place()?.focus()
  })
}
