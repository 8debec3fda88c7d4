// SPDX-License-Identifier: LGPL-2.1-or-later
// The table of the guests: those with a problem first; many that start are only counted, until the user asks for them.

import { offerCopy } from "./copybutton.js";
import { element, fill, make, setText, show, withCommands } from "./dom.js";
import { VERDICT_SCOPE } from "./texts.js";
import { guestStateName, verdictAction, verdictName, verdictSentences } from "./verdictwords.js";

const _ = cockpit.gettext;

// Every other word is a problem as well, since it is not known that the guest starts.
const WORST_FIRST = ["no", "not-safe", "unknown"];
const COLOURS = { yes: "good", "not-safe": "warning", no: "bad" };
const SHOWN_WITHOUT_PROBLEM = 20;

let whole = false;
let latest = { kind: "asking" };
let announced = null;

function badness({ verdict }) {
  return verdict === "yes" ? WORST_FIRST.length : Math.max(WORST_FIRST.indexOf(verdict), 0);
}

// libvirt lists them in any order, another one each time.
function byNeed(a, b) {
  return badness(a) - badness(b) || a.guest.localeCompare(b.guest, undefined, { numeric: true });
}

// If the window is narrow, the label comes before the content of the cell.
function cell(label, ...content) {
  const made = make("td", "", make("div", "", ...content));

  made.setAttribute("role", "cell");
  made.dataset.label = label;
  return made;
}

function nameCell(guest, id) {
  const made = make("th", "", guest.guest);

  made.id = id;
  made.scope = "row";
  made.setAttribute("role", "rowheader");
  return made;
}

function change(guest, nameId) {
  const button = make("button", "", _("Copy"));

  button.type = "button";
  button.id = `${nameId}-copy`;
  button.setAttribute("aria-labelledby", `${button.id} ${nameId}`);
  button.dataset.guest = guest.guest;
  offerCopy(button, () => guest.change);
  return make("div", "change", make("span", "note", _("What to change")), make("pre", "", guest.change), button);
}

function next(guest, nameId) {
  if (guest.change)
    return [change(guest, nameId)];
  return verdictAction(guest) ? [make("p", "note", ...withCommands(verdictAction(guest)))] : [];
}

function row(guest, number) {
  const nameId = `guest-${number}`;
  const verdict = make("span", `label ${COLOURS[guest.verdict] || ""}`, verdictName(guest.verdict));
  const made = make("tr", "", nameCell(guest, nameId), cell(_("State"), guestStateName(guest.state)),
    cell(_("Starts here"), verdict), cell(_("Mode"), guest.mode || "–"),
    cell(_("Why"), make("p", "", ...withCommands(verdictSentences(guest))), ...next(guest, nameId)));

  made.setAttribute("role", "row");
  return made;
}

// The focus stays on its button, though the rows are new.
function fillRows(guests) {
  const focused = document.activeElement && document.activeElement.dataset.guest;

  fill("guest-rows", guests, () => guests.map(row));
  if (focused !== undefined && document.activeElement === document.body) {
    const button = [...element("guest-rows").querySelectorAll("button")].find(each => each.dataset.guest === focused);

    if (button)
      button.focus();
  }
}

function note({ kind, guests, isWhole }) {
  if (kind === "asking")
    return _("Asking libvirt …");
  if (kind === "no-program")
    return _("Install ppc-compatctl to see the guests of libvirt here.");
  if (kind === "unlisted")
    return _("The guests cannot be listed here; 'ppc-compatctl guest' says why.");
  if (!isWhole)
    return _("A guest could not be read; 'ppc-compatctl guest' says which one, and why.");
  return guests.length === 0 ? _("There is no guest on this host.") : "";
}

// For screen readers: that the number has changed, but not the first one.
function announceProblems(count) {
  if (announced !== null && announced !== count)
    setText("announcement", cockpit.format(_("Guests that do not start here, or may not: $0"), count));
  announced = count;
}

export function showGuestTable(news) {
  const guests = [...news.guests || []].sort(byNeed);
  const problems = guests.filter(({ verdict }) => verdict !== "yes");
  const fine = guests.length - problems.length;
  const isLong = fine > SHOWN_WITHOUT_PROBLEM;
  const shown = isLong && !whole ? problems : guests;

  latest = news;
  fill("guest-note", note(news), () => withCommands(note(news)));
  show("guest-note", note(news));
  fillRows(shown);
  show("guest-list", shown.length > 0);
  setText("guest-count", cockpit.format(_("Guests that start here: $0"), fine));
  show("guest-count", isLong);
  show("whole-guest-list", isLong);
  element("whole-guest-list").setAttribute("aria-expanded", whole);
  setText("whole-guest-list", whole ? _("Show those with a problem only")
    : cockpit.format(_("Show all $0"), guests.length));
  setText("guest-scope", _(VERDICT_SCOPE));
  show("guest-scope", guests.length > 0);
  if (news.kind === "list")
    announceProblems(problems.length);
}

export function toggleWholeGuestTable() {
  whole = !whole;
  showGuestTable(latest);
}
