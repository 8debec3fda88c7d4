// SPDX-License-Identifier: LGPL-2.1-or-later
// The guests of this host, as ppc-compatctl lists and judges them with the rights of who looks at this page.
//
// libvirt's changes come without a signal here: while the page is seen it is asked again and again.

import { isGuestListSound } from "./answer.js";

const COMMAND = ["ppc-compatctl", "guest", "--json=short", "--quiet"];
const LOOK_EVERY = 10000;
// A host with thousands of guests is asked less often: for a twentieth of the time at most.
const PAUSE_FOR_ASKING = 20;
const PATIENCE = 30000;

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

// Where a guest could not be read, the message is the complaint of ppc-compatctl, and the others are listed.
function listNews(text, message) {
  const guests = parse(text);

  if (!isGuestListSound(guests))
    return { kind: "unlisted" };
  return { kind: "list", guests, isWhole: !String(message || "").startsWith(`${COMMAND[0]}: `) };
}

function failureNews(error, text) {
  return error.problem === "not-found" ? { kind: "no-program" } : listNews(text || "", error.message);
}

// report(news) is called with what is known now, whose kind is: list (with guests, and isWhole unless some could not be
// read), unlisted (by libvirt), no-program, asking. look() looks, and goes on looking until stop().
export function watchGuests(report) {
  let asked = null;
  let askAgain = false;
  let timer = 0;

  function takeNews(process, news, pause) {
    // It may have been given up meanwhile.
    if (asked !== process)
      return;
    asked = null;
    window.clearTimeout(timer);
    report(news);
    if (askAgain)
      look();
    else
      timer = window.setTimeout(look, pause);
  }

  function ask() {
    const start = Date.now();
    const process = cockpit.spawn(COMMAND, { err: "message" });
    const take = news => takeNews(process, news, Math.max(LOOK_EVERY, PAUSE_FOR_ASKING * (Date.now() - start)));

    asked = process;
    askAgain = false;
    window.clearTimeout(timer);
    timer = window.setTimeout(() => process.close("timeout"), PATIENCE);
    process.then((text, message) => take(listNews(text, message)), (error, text) => take(failureNews(error, text)));
  }

  // A page that is hidden looks when it is seen again, since it asks the daemon then, too.
  function look() {
    if (cockpit.hidden)
      return;
    if (asked)
      askAgain = true;
    else
      ask();
  }

  function stop() {
    const process = asked;

    asked = null;
    window.clearTimeout(timer);
    if (process)
      process.close();
    report({ kind: "asking" });
  }

  return { look, stop };
}
