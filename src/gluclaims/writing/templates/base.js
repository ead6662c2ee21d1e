"use strict";
document.documentElement.classList.add("js");
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
// Storage is refused to some pages opened from a file; the page works without it.
const store = {
  get(key) { try { return localStorage.getItem("gluclaims-" + key); } catch { return null; } },
  set(key, value) { try { localStorage.setItem("gluclaims-" + key, value); } catch { /* kept for this visit only */ } },
};
const theme = {
  dark() {
    const chosen = document.documentElement.dataset.theme;
    return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  },
  show() { $("#theme").textContent = this.dark() ? "Light mode" : "Dark mode"; },
  turn() {
    document.documentElement.dataset.theme = this.dark() ? "light" : "dark";
    store.set("theme", document.documentElement.dataset.theme);
    this.show();
  },
};
if (["dark", "light"].includes(store.get("theme"))) document.documentElement.dataset.theme = store.get("theme");
theme.show();
$("#theme").addEventListener("click", () => theme.turn());
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => theme.show());
