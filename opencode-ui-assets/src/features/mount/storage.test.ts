// @vitest-environment happy-dom
import { beforeEach, expect, it, vi } from "vitest"
import { namespaceDatabases, namespacedStorage, openStorage } from "./storage"

beforeEach(() => {
  localStorage.clear()
})

it("shows only what is under its prefix", () => {
  localStorage.setItem("other", "1")
  const a = namespacedStorage(localStorage, "p:/nb/:a:")
  const ab = namespacedStorage(localStorage, "p:/nb/:ab:")
  a.setItem("k", "v")
  ab.setItem("x", "y")
  expect([a.length, a.key(0), a.key(1), a.getItem("k"), a.getItem("x"), a.getItem("other")]).toEqual([1, "k", null, "v", null, null])
  a.clear()
  expect([a.length, ab.getItem("x"), localStorage.getItem("other")]).toEqual([0, "y", "1"])
  ab.removeItem("x")
  expect(localStorage.length).toBe(1)
})

it("may change what is kept", () => {
  const storage = namespacedStorage(localStorage, "p:", { clean: (key, value) => (key === "secret" ? "" : value) })
  storage.setItem("secret", "x")
  storage.setItem("k", "v")
  expect([storage.getItem("secret"), storage.getItem("k")]).toEqual(["", "v"])
})

it("names databases under the prefix", async () => {
  const open = vi.fn()
  const deleteDatabase = vi.fn()
  const factory = {
    open,
    deleteDatabase,
    databases: () => Promise.resolve([{ name: "p:drafts", version: 1 }, { name: "foreign", version: 1 }]),
  }
  namespaceDatabases(factory as unknown as IDBFactory, "p:")
  factory.open("drafts", 1)
  factory.deleteDatabase("drafts")
  expect(open).toHaveBeenCalledWith("p:drafts", 1)
  expect(deleteDatabase).toHaveBeenCalledWith("p:drafts")
  expect(await factory.databases()).toEqual([{ name: "drafts", version: 1 }])
})

it("finds no storage where it is blocked", () => {
  const blocked = {
    get localStorage(): Storage {
      throw new DOMException("blocked", "SecurityError")
    },
  }
  expect(openStorage(blocked)).toBeUndefined()
  expect(openStorage({ localStorage: null })).toBeUndefined()
})
