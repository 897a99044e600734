/** Arrow keys walk the rows and the filter above them; Home and End jump, except inside the filter's text. */
export function moveBetweenRows(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>("[data-filter], [data-row]")]
  const inRow = event.target instanceof HTMLElement ? event.target.closest("li")?.querySelector<HTMLElement>("[data-row]") : undefined
  const here = stops.indexOf(inRow ?? (event.target as HTMLElement))
  const isText = event.target instanceof HTMLInputElement
  const next =
    event.key === "ArrowDown" ? stops[here + 1]
    : event.key === "ArrowUp" ? stops[here - 1]
    : event.key === "Home" && !isText ? stops[0]
    : event.key === "End" && !isText ? stops.at(-1)
    : undefined
  if (here < 0 || !next) return
  event.preventDefault()
  next.focus()
}
