// @vitest-environment happy-dom
import { afterEach, expect, it } from "vitest"
import { watchDecisions } from "./stranger"

function setup() {
  document.body.innerHTML = "<div role=dialog><input id=url><input id=password><button>Cancel</button></div>"
  const [url, password] = [...document.querySelectorAll("input")]
  if (!url || !password) throw new Error("No form")
  const isMeant = watchDecisions(window)
  const said: string[] = []
  return {
    said,
    password,
    ask: (address: string) => void isMeant(address).then((answer) => said.push(`${address} ${answer}`)),
    type: async (text: string, field = url) => {
      field.value = text
      field.dispatchEvent(new Event("input", { bubbles: true }))
      await turn()
    },
    press: async (element: Element = url) => {
      element.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }))
      await turn()
    },
    submit: async () => {
      url.disabled = password.disabled = true
      await turn()
    },
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve))
}

afterEach(() => {
  document.body.replaceChildren()
})

it("lets the last question wait for the form, and answers those about parts of the address", async () => {
  const { ask, type, press, submit, said } = setup()
  await type("http://ne")
  ask("http://ne")
  await type("http://new")
  ask("http://new")
  expect(said).toEqual(["http://ne false"])
  await press()
  expect(said).toHaveLength(1)
  await submit()
  expect(said).toEqual(["http://ne false", "http://new true"])
})

it("never takes a second question about a part for one about the whole", async () => {
  const { ask, type, press, submit, said } = setup()
  await type("http://new")
  ask("http://ne")
  ask("http://new")
  await press()
  await submit()
  expect(said).toEqual(["http://ne false", "http://new true"])
})

it("finds the address when something else was typed last", async () => {
  const { ask, type, press, submit, password, said } = setup()
  await type("http://new")
  await type("secret", password)
  ask("http://new")
  await press(password)
  await submit()
  expect(said).toEqual(["http://new true"])
})

it("asks nobody when the form is left", async () => {
  const { ask, type, press, said } = setup()
  await type("http://new")
  ask("http://new")
  await press(document.querySelector("button") ?? undefined)
  document.body.replaceChildren()
  await turn()
  expect(said).toEqual([])
})

it("lets a question that is asked after the decision go at once", async () => {
  const { ask, type, press, said } = setup()
  await type("http://new")
  await press()
  ask("http://new")
  ask("http://ne")
  await turn()
  expect(said).toEqual(["http://new true", "http://ne false"])
})
