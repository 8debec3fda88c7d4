// SPDX-License-Identifier: LGPL-2.1-or-later
// "POWER compatibility" in Cockpit: shows what the daemon publishes, as soon as it does. Needs no privileges.

import { missingProperties } from "./answer.js";
import { offerCopy } from "./copybutton.js";
import { element, show } from "./dom.js";
import { watchGuests } from "./guests.js";
import { showGuestTable, toggleWholeGuestTable } from "./guesttable.js";
import { toggleWholeHistory } from "./history.js";
import { hideNotice, noticeTitle, showNotice } from "./notice.js";
import { guestText } from "./paste.js";
import { watchService } from "./service.js";
import { announce, hideAnswer, showAnswer } from "./view.js";
import { locale, summary } from "./words.js";

const _ = cockpit.gettext;

// The device tree changes without an event: a page that is looked at looks as well.
const LOOK_EVERY = 60000;

const guests = watchGuests(showGuestTable);
let shownHost = {};

function showOld(host) {
  const missing = missingProperties(host);

  if (missing.length > 0)
    showNotice("old", cockpit.format(_("Version $0 is running and does not report: $1."), host.Version || "?",
      missing.join(", ")));
  else
    hideNotice();
}

function onNews(news) {
  show("connecting", false);
  if (news.kind === "answer") {
    shownHost = news.host;
    showOld(news.host);
    showAnswer(news.host, news.history);
    announce(summary(news.host));
    guests.follow(news.host.Generation);
  } else {
    hideAnswer();
    guests.stop();
    showNotice(news.kind);
    announce(noticeTitle(news.kind));
  }
}

function start() {
  const look = watchService(onNews);
  const lookIfSeen = () => cockpit.hidden || look();
  // The guests are asked about again with the first answer of the daemon.
  const onVisibility = () => {
    guests.pause();
    lookIfSeen();
  };

  document.documentElement.lang = locale() || "";
  document.documentElement.dir = cockpit.language_direction;
  cockpit.translate();
  showGuestTable({ kind: "asking" });
  offerCopy(element("qemu-copy"), () => guestText("qemu-args", shownHost));
  offerCopy(element("libvirt-copy"), () => guestText("libvirt-xml", shownHost));
  offerCopy(element("virt-install-copy"), () => guestText("virt-install-args", shownHost));
  element("whole-history").addEventListener("click", toggleWholeHistory);
  element("whole-guest-list").addEventListener("click", toggleWholeGuestTable);
  element("service-open").addEventListener("click", () => cockpit.jump("/system/services#/ppc-compatd.service"));
  cockpit.addEventListener("visibilitychange", onVisibility);
  window.setInterval(lookIfSeen, LOOK_EVERY);
}

start();
