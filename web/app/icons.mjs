// Draws the app's icons from public/icons/icon.svg with Chromium: node app/icons.mjs. The results are committed.
import {readFileSync} from "node:fs";
import {chromium} from "playwright-core";

const folder = new URL("public/icons/", import.meta.url).pathname;
const svg = readFileSync(`${folder}icon.svg`, "utf8");
const browser = await chromium.launch({executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"]});
for (const [name, size, inset] of [["icon-192", 192, 0], ["icon-512", 512, 0], ["icon-maskable-512", 512, 0.1]]) {
  const page = await browser.newPage({viewport: {width: size, height: size}});
  const ground = inset > 0 ? "background:#0f1417;" : "";
  await page.setContent(`<body style="margin:0;${ground}"><div style="padding:${inset * size}px;width:${size}px;height:${size}px;box-sizing:border-box">${svg}</div>`);
  await page.screenshot({path: `${folder}${name}.png`, omitBackground: inset === 0});
  await page.close();
}
await browser.close();
