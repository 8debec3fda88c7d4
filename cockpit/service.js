// SPDX-License-Identifier: LGPL-2.1-or-later
// The daemon as this page sees it: present with an answer, or not, and why.
//
// Opening this page starts nothing. cockpit.dbus() with a well-known name makes the bus start its owner, so the page
// asks the bus for the owner, and calls the owner by its unique name, which no bus can start. The page calls the bus by
// its name, too: with the later bridge, the one in Python, a client without a name is of no use.
//
// Channels of one group share a connection to the bus, and one that broke stays broken: each start has its own group.

import { isHistorySound, isHostSound } from "./answer.js";

const NAME = "org.ppc.Compat1";
const PATH = "/org/ppc/Compat1";
const DBUS = "org.freedesktop.DBus";
const DBUS_PATH = "/org/freedesktop/DBus";
const BUS_RETRY = 5000;
const RESTART_PATIENCE = 5000;
const ANSWER_RETRY = 5000;
// The bridge in Python does not notice that its bus is gone: it never answers then.
const PATIENCE = 10000;

let starts = 0;

function openBus(name) {
  return cockpit.dbus(name, { bus: "system", group: `${NAME}-${starts}` });
}

// If the type of the arguments is given, the bridge need not ask for it first.
function askBus(bus, method, args, type) {
  return bus.call(DBUS_PATH, DBUS, method, args, { type });
}

// Calls report(owner) with a unique name or "", at first and at each change; lost() where the bus goes away.
function watchOwner(report, lost) {
  const bus = openBus(DBUS);

  bus.addEventListener("close", lost);
  bus.subscribe({ path: DBUS_PATH, interface: DBUS, member: "NameOwnerChanged", arg0: NAME },
    (path, iface, member, args) => report(args[2]));
  askBus(bus, "GetNameOwner", [NAME], "s").then(reply => report(reply[0]), error => {
    if (error.name === "org.freedesktop.DBus.Error.NameHasNoOwner")
      report("");
    else
      bus.close();
  });
  return bus;
}

function inTime(question) {
  let timer = 0;
  const late = new Promise((resolve, reject) => {
    timer = window.setTimeout(() => reject(new Error("no answer in time")), PATIENCE);
  });

  return Promise.race([question, late]).finally(() => window.clearTimeout(timer));
}

function isActivatable(bus) {
  return askBus(bus, "ListActivatableNames", [], "").then(reply => reply[0].includes(NAME));
}

function kindOfFailure(error) {
  const name = String(error.name || "");

  if (error instanceof SyntaxError)
    return "garbled";
  if (name.endsWith(".UnknownMethod") || name.endsWith(".UnknownInterface") || name.endsWith(".UnknownObject"))
    return "old";
  return name.endsWith(".AccessDenied") ? "denied" : "silent";
}

function parse(described, history) {
  const host = JSON.parse(described);

  if (!isHostSound(host) || !isHistorySound(history))
    throw new SyntaxError("not what the interface says");
  return { kind: "answer", host, history };
}

// One daemon, from its start to its end; ask() may be called at any time.
class Daemon {
  constructor(owner, report, lost) {
    this.report = report;
    this.asking = false;
    this.askAgain = false;
    this.retry = 0;
    this.client = openBus(owner);
    // Not found: it has gone already, and the bus announces that as well.
    this.client.addEventListener("close", (event, options) => {
      if (this.report && options.problem !== "not-found")
        lost();
    });
    this.proxy = this.client.proxy(NAME, PATH);
    this.proxy.addEventListener("changed", () => this.ask());
    this.ask();
  }

  close() {
    this.report = null;
    window.clearTimeout(this.retry);
    this.client.close();
  }

  call(method) {
    return this.client.call(PATH, NAME, method, [], { type: "" });
  }

  async ask() {
    if (this.asking) {
      this.askAgain = true;
      return;
    }
    this.asking = true;
    try {
      do {
        this.askAgain = false;
        await this.askOnce();
      } while (this.askAgain && this.report);
    } finally {
      this.asking = false;
    }
  }

  async askOnce() {
    const news = await this.hear();

    // It may have been given up meanwhile.
    if (!this.report)
      return;
    window.clearTimeout(this.retry);
    if (!this.show(news) || news.kind !== "answer")
      this.retry = window.setTimeout(() => this.ask(), ANSWER_RETRY);
  }

  // An answer that cannot be shown must not leave the one before on the page, and the page must ask again.
  show(news) {
    try {
      this.report(news);
      return true;
    } catch (error) {
      console.error("This answer cannot be shown:", error);
      this.report({ kind: "garbled" });
      return false;
    }
  }

  async hear() {
    try {
      const [described, history] = await inTime(Promise.all([this.call("Describe"), this.call("GetHistory")]));

      return parse(described[0], history[0]);
    } catch (error) {
      return { kind: kindOfFailure(error) };
    }
  }
}

// report(news) is called with what is known now, whose kind is: answer (with host, the object of Describe(), and
// history), gone (a moment ago), absent, unknown (to the bus), old, denied, silent, garbled, bus-lost. Returns a
// function that looks again.
export function watchService(report) {
  let bus = null;
  let daemon = null;

  function setDaemon(owner) {
    if (daemon)
      daemon.close();
    daemon = owner ? new Daemon(owner, report, onBusLost) : null;
  }

  function onOwner(owner) {
    const wasThere = daemon !== null;

    setDaemon(owner);
    if (daemon)
      return;
    if (wasThere) {
      report({ kind: "gone" });
      window.setTimeout(look, RESTART_PATIENCE);
    } else {
      look();
    }
  }

  function onBusLost() {
    if (!bus)
      return;
    const broken = bus;

    bus = null;
    broken.close();
    setDaemon("");
    report({ kind: "bus-lost" });
    window.setTimeout(start, BUS_RETRY);
  }

  function start() {
    starts++;
    bus = watchOwner(onOwner, onBusLost);
  }

  async function look() {
    if (daemon) {
      daemon.ask();
    } else if (bus) {
      const asked = bus;

      try {
        const known = await inTime(isActivatable(asked));

        if (bus === asked && !daemon)
          report({ kind: known ? "absent" : "unknown" });
      } catch {
        asked.close();
      }
    }
  }

  start();
  return look;
}
