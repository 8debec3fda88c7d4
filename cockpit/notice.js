// SPDX-License-Identifier: LGPL-2.1-or-later
// What the page says if the daemon gives no answer that it can show: what it means and what to do.

import { element, fill, setText, show, withCommands } from "./dom.js";

const _ = cockpit.gettext;

const HEALS = _("This page shows the answer as soon as there is one.");

const NOTICES = {
  gone: {
    colour: "info",
    title: _("ppc-compatd has just stopped"),
    meaning: _("It may be on its way back, as after an update of its package."),
    action: HEALS,
  },
  absent: {
    colour: "bad",
    title: _("ppc-compatd is not running"),
    meaning: _("Start it with 'systemctl enable --now ppc-compatd'; if it does not stay, 'journalctl -u " +
      "ppc-compatd' says why."),
    action: HEALS,
    services: true,
  },
  unknown: {
    colour: "bad",
    title: _("ppc-compatd is not installed"),
    meaning: _("The system bus does not know org.ppc.Compat1. Install the package ppc-compatd; if it is installed, " +
      "run 'systemctl reload dbus'."),
    action: HEALS,
  },
  denied: {
    colour: "bad",
    title: _("ppc-compatd may not be asked"),
    meaning: _("The system bus refuses it to you, although everyone may: see that the file org.ppc.Compat1.conf " +
      "is in place, and run 'systemctl reload dbus'."),
    action: HEALS,
  },
  silent: {
    colour: "bad",
    title: _("ppc-compatd does not answer"),
    meaning: _("See 'systemctl status ppc-compatd' and 'journalctl -u ppc-compatd'; 'systemctl restart " +
      "ppc-compatd' starts it again."),
    action: HEALS,
    services: true,
  },
  garbled: {
    colour: "bad",
    title: _("ppc-compatd gave an answer that is not understood"),
    meaning: _("See that this page and ppc-compatd are of the same version; then run 'systemctl restart " +
      "ppc-compatd'."),
    action: HEALS,
    services: true,
  },
  "bus-lost": {
    colour: "bad",
    title: _("The system bus of this host cannot be reached"),
    meaning: _("This page goes on trying. If that does not help, log out of Cockpit and in again."),
    action: "",
  },
  old: {
    colour: "warning",
    title: _("ppc-compatd is too old for this page"),
    meaning: _("Update the package ppc-compatd, then run 'systemctl restart ppc-compatd'."),
    action: "",
    services: true,
  },
};

export function hideNotice() {
  show("service", false);
}

export function noticeTitle(kind) {
  return NOTICES[kind].title;
}

// The details are put before the text of that kind.
export function showNotice(kind, details = "") {
  const notice = NOTICES[kind];
  const meaning = details ? `${details} ${notice.meaning}` : notice.meaning;

  element("service").className = `alert ${notice.colour}`;
  setText("service-title", notice.title);
  fill("service-meaning", meaning, () => withCommands(meaning));
  setText("service-action", notice.action);
  show("service-action", notice.action);
  show("service-open", notice.services);
  show("service", true);
}
