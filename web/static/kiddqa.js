// Everything works without this script. It adds two things: "/" focuses the box, and a follow-up grows the
// conversation in place instead of loading the page anew.
"use strict";

const form = document.querySelector("form.ask");
const thread = document.getElementById("thread");
let shown = location.search;

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey || !form) return;
  event.preventDefault();
  form.elements.q.focus();
});

const fieldOf = (question) => {
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = "h";
  field.value = question;
  return field;
};

const follow = async (asked) => {
  const reply = await fetch(`/fragments/turn?${asked}`);
  if (!reply.ok) throw new Error(String(reply.status));
  const parsed = new DOMParser().parseFromString(await reply.text(), "text/html");
  const turn = thread.appendChild(document.adoptNode(parsed.querySelector("article")));
  turn.classList.add("added");
  const question = turn.querySelector("h2").textContent;
  document.title = `${question} · kiddqa`;
  form.querySelector("label").before(fieldOf(question));
  form.elements.q.value = "";
  form.setAttribute("action", `/#turn-${thread.children.length + 1}`);
  shown = `?${asked}`;
  history.pushState(null, "", `/${shown}#${turn.id}`);
  turn.scrollIntoView();
};

form?.addEventListener("submit", (event) => {
  const full = form.querySelectorAll("[name=h]").length >= Number(form.dataset.maxHistory);
  if (!thread || full) return;
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
