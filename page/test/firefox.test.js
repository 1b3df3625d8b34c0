// The page in Firefox, opened as a file: what differs between browsers. Environment: PAGE, GOSPUB (the native program), FIREFOX.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import puppeteer from "puppeteer-core";

const ROOT = resolve(import.meta.dirname, "../..");
const PAGE = resolve(process.env.PAGE ?? join(ROOT, "page/dist/gospub.html"));
const GOSPUB = resolve(process.env.GOSPUB ?? join(ROOT, "target/debug/gospub"));
const FIREFOX = process.env.FIREFOX;
const ROSTER = join(ROOT, "samples/roster.xlsx");

let browser, page, requests, folder;

before(async () => {
  if (!FIREFOX) return;
  folder = mkdtempSync(join(tmpdir(), "gospub-firefox-"));
  const downloads = { "browser.download.folderList": 2, "browser.download.dir": folder, "browser.download.useDownloadDir": true };
  browser = await puppeteer.launch({ browser: "firefox", executablePath: FIREFOX, headless: true, extraPrefsFirefox: downloads });
  page = await browser.newPage();
  requests = [];
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(pathToFileURL(PAGE).href);
});

after(async () => {
  await browser?.close();
  if (folder) rmSync(folder, { recursive: true });
});

/** Drops a file on the page, as from a file manager. */
async function drop(zone, path) {
  const file = { name: path.split("/").at(-1), bytes: readFileSync(path).toString("base64") };
  const dropped = (zone, { name, bytes }) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], name));
    document.querySelector(zone).dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
  };
  await page.evaluate(dropped, zone, file);
}

const words = (selector) => page.$eval(selector, (element) => element.textContent);

async function downloaded(name) {
  const path = join(folder, name);
  for (let wait = 0; wait < 200 && !(existsSync(path) && !existsSync(`${path}.part`)); wait++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return readFileSync(path);
}

test("Firefox gives the workbook back as the program itself does, and explains a row", { skip: !FIREFOX }, async () => {
  await drop("#drop", ROSTER);
  await page.waitForSelector(".card a[download]", { timeout: 60_000 });
  await page.click(".card a[download]");
  const bytes = await downloaded("roster.проверено.xlsx");
  const native = mkdtempSync(join(folder, "native-"));
  try {
    execFileSync(GOSPUB, ["fill", ROSTER, "-o", native, "--date", new Date().toLocaleDateString("sv"), "--quiet"], { stdio: "ignore" });
  } catch (error) {
    // One says that rows have errors.
    assert.equal(error.status, 1);
  }
  assert.ok(bytes.equals(readFileSync(join(native, "roster.проверено.xlsx"))), "the bytes are the same");
  await page.click("tbody button.link");
  await page.waitForSelector(".explained dl");
});

test("Firefox takes a table where tables belong, makes the report, and judges an address", { skip: !FIREFOX }, async () => {
  await drop("#drop-known", join(ROOT, "samples/ministry-education.xlsx"));
  await page.waitForFunction(() => document.body.textContent.includes("Таблица министерства ministry-education.xlsx"), { timeout: 60_000 });
  await page.click("#report");
  await page.waitForSelector(".bar", { timeout: 60_000 });
  await page.type("#address", "vk.com/club73442711");
  await page.waitForFunction(() => document.querySelector("#verdict dl")?.textContent.includes("73442711"), { timeout: 60_000 });
  assert.match(await words("#status"), /^Готово: отчёт_/);
});

test("nothing is asked of the network in Firefox, and nothing could be", { skip: !FIREFOX }, async () => {
  assert.deepEqual(requests.filter((url) => !/^(file|blob):/.test(url)), []);
  assert.equal(await page.evaluate(() => fetch("https://example.org/").then(() => true, () => false)), false);
});
