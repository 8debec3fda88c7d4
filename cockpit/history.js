// SPDX-License-Identifier: LGPL-2.1-or-later
// The timeline: newest first, each change with what it took and what it brought.

import { element, fill, make, setText, show } from "./dom.js";
import { isInDoubt, isoTime, modesWords, timeWords, triggerWords } from "./words.js";

const _ = cockpit.gettext;

const SHOWN_AT_FIRST = 8;

let whole = false;
let latest = [];

export function timeElement(microseconds) {
  const time = make("time", "", timeWords(microseconds));

  time.dateTime = isoTime(microseconds);
  return time;
}

function difference(modes, before) {
  const lost = before.filter(mode => !modes.includes(mode));
  const gained = modes.filter(mode => !before.includes(mode));
  const texts = [];

  if (lost.length > 0)
    texts.push(cockpit.format(_("lost: $0"), lost.join(", ")));
  if (gained.length > 0)
    texts.push(cockpit.format(_("gained: $0"), gained.join(", ")));
  return texts.join("; ");
}

function colour(modes, reason) {
  if (!reason)
    return "good";
  return modes.length > 0 ? "warning" : "bad";
}

function entry([moment, , modes, trigger, reason], older) {
  const item = make("li", colour(modes, reason),
    make("div", "when", timeElement(moment), make("span", "muted", triggerWords(trigger))));
  const what = make("div", "", make("strong", "", modesWords(modes, reason && isInDoubt(reason))));

  if (reason)
    what.append(" ", make("code", "", reason));
  if (older && difference(modes, older[2]))
    what.append(make("span", "note", difference(modes, older[2])));
  item.append(what);
  return item;
}

export function showHistory(history) {
  const shown = whole ? history : history.slice(0, SHOWN_AT_FIRST);

  latest = history;
  fill("history", shown, () => shown.map((each, i) => entry(each, history[i + 1])));
  show("history", history.length > 0);
  show("no-history", history.length === 0);
  show("whole-history", history.length > SHOWN_AT_FIRST);
  element("whole-history").setAttribute("aria-expanded", whole);
  setText("whole-history", whole ? _("Show the newest only") : cockpit.format(_("Show all $0"), history.length));
}

export function toggleWholeHistory() {
  whole = !whole;
  showHistory(latest);
}
