// SPDX-License-Identifier: LGPL-2.1-or-later
// A browser that reads commands in JSON, line by line on standard input, and answers each line with one.
//
// Usage: node browser.js NODE_MODULES CHROMIUM
"use strict";

const path = require("path");
const readline = require("readline");

const [modules, executablePath] = process.argv.slice(2);
const { chromium } = require(path.join(modules, "playwright-core"));
const { source: axeSource } = require(path.join(modules, "axe-core"));

const DEADLINE = 20000;
const LOOK_EVERY = 10;

let browser = null;
let page = null;
let complaints = [];

function listen() {
  complaints = [];
  page.on("console", message => complaints.push(`${message.location().url}: ${message.type()}: ${message.text()}`));
  page.on("pageerror", error => complaints.push(`${error.stack}`));
  page.on("requestfailed", request => complaints.push(`${request.url()}: not loaded`));
  page.on("response", response => {
    if (response.status() >= 400)
      complaints.push(`${response.url()}: ${response.status()}`);
  });
}

// The page itself is in a frame where Cockpit's shell is around it.
async function frame({ frame: name }) {
  if (!name)
    return page;
  const element = await page.waitForSelector(`iframe[name="${name}"]`, { state: "attached" });

  return element.contentFrame();
}

const ACTIONS = {
  async open({ url, width, height, dark, locale }) {
    const context = await browser.newContext({
      viewport: { width, height },
      colorScheme: dark ? "dark" : "light",
      locale,
      timezoneId: "UTC",
    });

    await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: new URL(url).origin });
    page = await context.newPage();
    page.setDefaultTimeout(DEADLINE);
    listen();
    const response = await page.goto(url);

    return response.headers();
  },

  async close() {
    await page.context().close();
  },

  evaluate: async order => (await frame(order)).evaluate(order.expression),

  // Asked again and again from here, since a frame that is hidden or on its way to another page does not wait itself.
  async wait(order) {
    const end = Date.now() + order.timeout;
    let last = "";

    while (Date.now() < end) {
      try {
        if (await ACTIONS.evaluate(order))
          return;
        last = "";
      } catch (error) {
        last = String(error);
      }
      await new Promise(resolve => setTimeout(resolve, LOOK_EVERY));
    }
    throw new Error(`waited ${order.timeout} ms in vain for ${order.expression} ${last}`);
  },

  press: ({ key }) => page.keyboard.press(key),

  click: async order => (await frame(order)).click(order.selector),

  scheme: ({ dark }) => page.emulateMedia({ colorScheme: dark ? "dark" : "light" }),

  size: ({ width, height }) => page.setViewportSize({ width, height }),

  async screenshot({ file, whole }) {
    await page.screenshot({ path: file, fullPage: whole, animations: "disabled" });
  },

  // The page's own policy would not let axe in; DevTools, by which this comes, is not bound by it.
  async axe() {
    await page.evaluate(axeSource);
    const found = await page.evaluate("axe.run(document, { resultTypes: ['violations', 'incomplete'] })");
    const brief = each => `${each.id}: ${each.help}: ${each.nodes.map(node => node.html).join(" ")}`;

    return {
      violations: found.violations.map(brief),
      unsure: found.incomplete.map(brief),
      passes: found.passes.map(each => each.id),
    };
  },

  // Role and name of all that a screen reader is given.
  async heard() {
    const session = await page.context().newCDPSession(page);
    const { nodes } = await session.send("Accessibility.getFullAXTree");

    await session.detach();
    return nodes.filter(node => !node.ignored).map(node => [node.role.value, node.name ? node.name.value : ""]);
  },

  complaints: () => complaints.splice(0),
};

async function obey(line) {
  const order = JSON.parse(line);

  try {
    const value = await ACTIONS[order.action](order);

    return { value: value === undefined ? null : value };
  } catch (error) {
    return { error: String(error) };
  }
}

async function main() {
  browser = await chromium.launch({ executablePath, args: process.getuid() === 0 ? ["--no-sandbox"] : [] });
  process.stdout.write('{"value": "ready"}\n');
  const orders = readline.createInterface({ input: process.stdin });

  // Ends with who gives the orders, even in the midst of one.
  orders.on("close", async () => {
    await browser.close();
    process.exit(0);
  });
  for await (const line of orders)
    process.stdout.write(`${JSON.stringify(await obey(line))}\n`);
}

main();
