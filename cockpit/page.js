// SPDX-License-Identifier: LGPL-2.1-or-later
// "POWER compatibility" in Cockpit: puts what the daemon tells on the page, as soon as it tells it. Needs no rights.

import { missingProperties } from "./answer.js";
import { copy } from "./clipboard.js";
import { element, setText, show } from "./dom.js";
import { toggleWholeHistory } from "./history.js";
import { hideNotice, noticeTitle, showNotice } from "./notice.js";
import { guestText } from "./paste.js";
import { watchService } from "./service.js";
import { announce, hideAnswer, showAnswer } from "./view.js";
import { locale, summary } from "./words.js";

const _ = cockpit.gettext;

// The device tree changes without an event: a page that is looked at looks as well.
const LOOK_EVERY = 60000;
const COPIED_SHOWN = 2000;

let shownHost = {};

function showOld(host) {
  const missing = missingProperties(host);

  if (missing.length > 0)
    showNotice("old", cockpit.format(_("Version $0 is running and does not tell: $1."), host.Version || "?",
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
  } else {
    hideAnswer();
    showNotice(news.kind);
    announce(noticeTitle(news.kind));
  }
}

function offerCopy(id, kind) {
  const button = element(id);
  let timer = 0;

  button.addEventListener("click", async () => {
    const copied = await copy(guestText(kind, shownHost));

    setText(id, copied ? _("Copied") : _("Not copied"));
    setText("announcement", button.textContent);
    window.clearTimeout(timer);
    timer = window.setTimeout(() => {
      setText(id, _("Copy"));
      setText("announcement", "");
    }, COPIED_SHOWN);
  });
}

function start() {
  const look = watchService(onNews);
  const lookIfSeen = () => cockpit.hidden || look();

  document.documentElement.lang = locale() || "";
  document.documentElement.dir = cockpit.language_direction;
  cockpit.translate();
  offerCopy("qemu-copy", "qemu-args");
  offerCopy("libvirt-copy", "libvirt-xml");
  offerCopy("virt-install-copy", "virt-install-args");
  element("whole-history").addEventListener("click", toggleWholeHistory);
  element("service-open").addEventListener("click", () => cockpit.jump("/system/services#/ppc-compatd.service"));
  cockpit.addEventListener("visibilitychange", lookIfSeen);
  window.setInterval(lookIfSeen, LOOK_EVERY);
}

start();
