/** Takes the user to the first field that is wrong. */
export function focusFirstProblem(form: HTMLElement | undefined): void {
  form?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus()
}
