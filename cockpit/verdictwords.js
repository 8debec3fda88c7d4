// SPDX-License-Identifier: LGPL-2.1-or-later
// What ppc-compatctl says of a guest in a person's words. A word that is not known here is passed on as it is.

import { DIED, NOTES, VERDICTS } from "./texts.js";

const _ = cockpit.gettext;

function own(table, word) {
  return Object.hasOwn(table, word) ? table[word] : null;
}

export function verdictName(verdict) {
  const names = { yes: _("yes"), no: _("no"), "not-safe": _("not safe"), unknown: _("unknown") };

  return own(names, verdict) || verdict;
}

// As virsh calls it.
export function guestStateName(state) {
  const names = { running: _("running"), idle: _("idle"), paused: _("paused"), "in shutdown": _("in shutdown"),
    "shut off": _("shut off"), crashed: _("crashed"), pmsuspended: _("suspended") };

  return own(names, state) || state || "–";
}

export function verdictSentences(guest) {
  const text = own(VERDICTS, guest.reason);
  const sentences = [text ? _(text.meaning) : guest.reason];

  sentences.push(...guest.notes.map(note => own(NOTES, note)).filter(Boolean).map(note => _(note)));
  if (guest.died)
    sentences.push(_(DIED));
  return sentences.join(" ");
}

// What a person does if there is no exact text to change; empty if nothing has to be done.
export function verdictAction(guest) {
  const text = own(VERDICTS, guest.reason);

  return text && guest.verdict !== "yes" ? _(text.action) : "";
}
