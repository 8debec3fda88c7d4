// SPDX-License-Identifier: LGPL-2.1-or-later
// Small steps on the page's elements. What is there already stays untouched, so a screen reader does not read it twice.

export function element(id) {
  return document.getElementById(id);
}

export function make(tag, className, ...content) {
  const made = document.createElement(tag);

  if (className)
    made.className = className;
  made.append(...content);
  return made;
}

export function setText(id, text) {
  if (element(id).textContent !== text)
    element(id).textContent = text;
}

export function show(id, shown) {
  element(id).hidden = !shown;
}

const shownBefore = new Map();

// Puts what make() returns into the element, if the value has changed since the last time.
export function fill(id, value, make) {
  const key = JSON.stringify(value);

  if (shownBefore.get(id) === key)
    return;
  element(id).replaceChildren(...make());
  shownBefore.set(id, key);
}

const SHORT_COMMAND = 28;

function command(text) {
  return make("code", text.length <= SHORT_COMMAND ? "unbroken" : "", text);
}

// The texts quote commands in '...'; an apostrophe within a word and the value of an attribute are
// none of these quotes.
export function withCommands(text) {
  return text.split(/(?<![\p{L}\p{N}=])'([^']+)'/u).map((part, i) => i % 2 ? command(part) : part);
}
