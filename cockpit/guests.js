// SPDX-License-Identifier: LGPL-2.1-or-later
// The guests of this host, as ppc-compatctl lists and judges them with the rights of the user of this page.
//
// libvirt's changes come without a signal here: while the page is seen it is asked again and again.

import { isGuestListSound } from "./answer.js";

const COMMAND = ["ppc-compatctl", "guest", "--json=short", "--quiet"];
const LOOK_EVERY = 10000;
// If asking takes long, it is done for a twentieth of the time; but a libvirt that is back is seen within a minute.
const PAUSE_FOR_ASKING = 20;
const LONGEST_PAUSE = 60000;
const PATIENCE = 30000;

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

// If a guest could not be read, the message is the complaint of ppc-compatctl, and the others are listed.
function listNews(text, message) {
  const guests = parse(text);

  if (!isGuestListSound(guests))
    return { kind: "unlisted" };
  return { kind: "list", guests, isWhole: !String(message || "").startsWith(`${COMMAND[0]}: `) };
}

function failureNews(error, text) {
  return error.problem === "not-found" ? { kind: "no-program" } : listNews(text || "", error.message);
}

function pauseAfter(duration) {
  return Math.max(LOOK_EVERY, Math.min(PAUSE_FOR_ASKING * duration, LONGEST_PAUSE));
}

// report(news) is called with what is known now, whose kind is: list (with guests, and isWhole unless some could not be
// read), unlisted (by libvirt), no-program, asking.
export function watchGuests(report) {
  let asked = null;
  let askAgain = false;
  let timer = 0;
  let followed = null;
  // The generation of the host that what is shown was judged by.
  let shown = null;

  function takeNews(process, news, generation, pause) {
    // It may have been given up meanwhile.
    if (asked !== process)
      return;
    asked = null;
    window.clearTimeout(timer);
    // Set before the news are shown: a fault in that is not the end of asking.
    timer = window.setTimeout(look, askAgain ? 0 : pause);
    // What was judged by a host that is another one now is not shown: the next question is on its way.
    if (generation !== followed)
      return;
    shown = generation;
    report(news);
  }

  function ask() {
    const start = Date.now();
    const generation = followed;
    const process = cockpit.spawn(COMMAND, { err: "message" });
    const take = news => takeNews(process, news, generation, pauseAfter(Date.now() - start));

    asked = process;
    askAgain = false;
    window.clearTimeout(timer);
    timer = window.setTimeout(() => process.close("timeout"), PATIENCE);
    process.then((text, message) => take(listNews(text, message)), (error, text) => take(failureNews(error, text)));
  }

  function look() {
    if (asked)
      askAgain = true;
    else
      ask();
  }

  // The verdicts depend on the host: asks when its generation has changed, and then at intervals.
  function follow(generation) {
    if (cockpit.hidden || generation === followed)
      return;
    followed = generation;
    if (shown !== null && shown !== generation)
      report({ kind: "asking" });
    look();
  }

  // Nothing runs and nothing is asked until follow(); what is shown stays until then.
  function pause() {
    const process = asked;

    asked = null;
    followed = null;
    window.clearTimeout(timer);
    // Without a problem the bridge would wait for the program to end by itself.
    if (process)
      process.close("cancelled");
  }

  function stop() {
    pause();
    report({ kind: "asking" });
  }

  return { follow, pause, stop };
}
