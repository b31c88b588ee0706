// Everything works without this script. It adds stages while a question is answered, copying with one click, and keys:
// "/" to the box, up and down along the passages, left and right between documents, Escape to close.
"use strict";

const form = document.querySelector("form.ask");
const thread = document.getElementById("thread");
let shown = location.search;

const make = (tag, parts) => Object.assign(document.createElement(tag), parts);

// Asking

const hold = (question) => {
  const title = make("h2", { textContent: question });
  const stage = make("p", { className: "stage", textContent: "Understanding …" });
  const pending = make("article", { className: "turn" });
  pending.append(title, stage);
  document.body.className = "conversation";
  for (const words of document.querySelectorAll("[data-then]")) words.textContent = words.dataset.then;
  form.elements.q.value = "";
  thread.append(pending);
  pending.scrollIntoView();
  return { pending, stage };
};

// Server-sent events, read with fetch: an EventSource begins no sooner than the next frame is painted.
const staged = async function* (response) {
  if (!response.ok) throw new Error(response.statusText);
  const parts = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (let part = await parts.read(); !part.done; part = await parts.read()) {
    const events = (rest + part.value).split("\n\n");
    rest = events.pop();
    for (const event of events) {
      const [name, ...lines] = event.split("\n");
      yield { name: name.slice("event: ".length), text: lines.map((line) => line.slice("data: ".length)).join("\n") };
    }
  }
};

const answer = async (response, stage) => {
  for await (const { name, text } of staged(response)) {
    if (name === "read") return text;
    if (name === "refused") throw new Error(text);
    stage.textContent = `${text} …`;
  }
  throw new Error("The reply broke off.");
};

const carryOn = (asked, turn) => {
  const question = turn.querySelector("h2").textContent;
  document.title = `${question} · kiddqa`;
  form.querySelector("label").before(make("input", { type: "hidden", name: "h", value: question }));
  form.setAttribute("action", `/#turn-${thread.children.length + 1}`);
  shown = `?${asked}`;
  history.pushState(null, "", `/${shown}#${turn.id}`);
  for (const link of document.querySelectorAll("[data-thread]")) link.href = link.dataset.thread.split("?")[0] + shown;
};

const follow = async (asked) => {
  const response = fetch(`/stages?${asked}`);
  const { pending, stage } = hold(form.elements.q.value.trim());
  const parsed = new DOMParser().parseFromString(await answer(await response, stage), "text/html");
  const turn = document.adoptNode(parsed.querySelector("article"));
  addCopying(turn);
  pending.replaceWith(turn);
  turn.scrollIntoView();
  carryOn(asked, turn);
};

form?.addEventListener("submit", (event) => {
  const full = form.querySelectorAll("[name=h]").length >= Number(form.dataset.maxHistory);
  if (full && thread.children.length) return;
  event.preventDefault();
  if (form.ariaBusy === "true" || !form.elements.q.value.trim()) return;
  const asked = new URLSearchParams(new FormData(form)).toString();
  form.ariaBusy = "true";
  follow(asked)
    .catch(() => location.assign(`/?${asked}`))
    .finally(() => { form.ariaBusy = "false"; });
});

addEventListener("popstate", () => {
  if (location.search !== shown) location.reload();
});

// Copying

const copy = async (words, button) => {
  const name = button.textContent;
  try {
    await navigator.clipboard.writeText(words.textContent);
    button.textContent = "Copied";
  } catch {
    words.closest("details").open = true;
    getSelection().selectAllChildren(words);
    button.textContent = "Selected; now copy";
  }
  setTimeout(() => { button.textContent = name; }, 2000);
};

const copyButton = (name, words) => {
  const button = make("button", { type: "button", className: "mini", textContent: name });
  button.addEventListener("click", () => copy(words, button));
  return button;
};

const addCopying = (turn) => {
  const forms = [...turn.querySelectorAll(".citables pre")];
  for (const words of forms) {
    const button = copyButton("Copy", words);
    button.ariaLabel = `Copy as ${words.previousElementSibling.textContent}`;
    words.before(button);
  }
  if (!forms.length) return;
  const place = make("span", {});
  place.append(copyButton("Copy answer", forms[0]));
  turn.querySelector(".facts-line").append(" ", place);
};

document.querySelectorAll(".turn").forEach(addCopying);

// Keys

const walk = (list, target, step) => {
  const summary = list.querySelector("summary");
  if (step > 0) list.open = true;
  const stops = [summary, ...(list.open ? list.querySelectorAll("h3 a") : [])];
  const next = stops[Math.max(0, stops.indexOf(target)) + step];
  next?.focus();
};

const close = (target) => {
  const bubble = document.querySelector(".explained:not(.quiet):is(:hover, :focus-within)");
  const folded = target.closest("details[open]") ?? [...document.querySelectorAll(".passages[open]")].pop();
  if (bubble) bubble.classList.add("quiet");
  else if (folded) {
    if (folded.contains(target)) folded.querySelector("summary").focus();
    folded.open = false;
  }
};

const quietNoMore = (event) => {
  const bubble = event.target.closest?.(".explained.quiet");
  if (bubble && !bubble.contains(event.relatedTarget)) bubble.classList.remove("quiet");
};

const turnTo = (relation) => document.querySelector(`.neighbours [rel="${relation}"]`)?.click();

const keys = {
  "/": () => form && (form.elements.q.focus(), true),
  ArrowDown: (list, target) => list && (walk(list, target, 1), true),
  ArrowUp: (list, target) => list && (walk(list, target, -1), true),
  ArrowLeft: () => turnTo("prev"),
  ArrowRight: () => turnTo("next"),
};

// A single letter must not act where speech or a slip may type it (WCAG 2.1.4): the slash can be turned off.
const slash = document.querySelector("#slash");
const remembered = (value) => {
  try {
    return value === undefined ? localStorage.getItem("slash") : localStorage.setItem("slash", value);
  } catch {
    return null; // no storage: the choice holds until the page is left
  }
};

if (slash) {
  slash.checked = remembered() !== "off";
  slash.addEventListener("change", () => remembered(slash.checked ? "on" : "off"));
  slash.closest("details").hidden = false;
}

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (key === "Escape") close(target);
  if (target.closest("input:not([type=checkbox]), textarea, select, pre, [contenteditable]")) return;
  if (key === "/" && !slash?.checked) return;
  if (keys[key]?.(target.closest(".passages"), target)) event.preventDefault();
});

document.addEventListener("pointerout", quietNoMore);
document.addEventListener("focusout", quietNoMore);
