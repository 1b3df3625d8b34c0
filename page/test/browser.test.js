// The page in a real browser, opened as a file. Environment: PAGE, GOSPUB (the native program), CHROMIUM.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const ROOT = resolve(import.meta.dirname, "../..");
const PAGE = resolve(process.env.PAGE ?? join(ROOT, "page/dist/gospub.html"));
const GOSPUB = resolve(process.env.GOSPUB ?? join(ROOT, "target/debug/gospub"));
const SHOTS = process.env.SHOTS;
const sample = (name) => join(ROOT, "samples", name);
const ROSTER = sample("roster.xlsx");

let browser, page, requests, folder;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "gospub-page-"));
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
});

after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

beforeEach(async () => {
  await page?.context().close();
  const context = await browser.newContext({ locale: "ru-RU", viewport: { width: 1280, height: 900 } });
  page = await context.newPage();
  requests = [];
  page.on("request", (request) => requests.push(request.url()));
  page.on("pageerror", (error) => assert.fail(error));
  await page.goto(pathToFileURL(PAGE).href);
});

/** Drops files on the place of rosters, as from a file manager. */
const drop = (...paths) => dropOn("#drop", ...paths);

async function dropOn(zone, ...paths) {
  const files = paths.map((path) => ({ name: path.split("/").at(-1), bytes: readFileSync(path).toString("base64") }));
  const transfer = await page.evaluateHandle((files) => {
    const transfer = new DataTransfer();
    for (const { name, bytes } of files) {
      transfer.items.add(new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], name));
    }
    return transfer;
  }, files);
  await page.dispatchEvent(zone, "drop", { dataTransfer: transfer });
}

const card = (name) => page.locator(`section.card[aria-label="${name}"]`);

async function downloaded(link) {
  const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

/** What the native program writes of the same files, and options, on the same day. */
function native(...words) {
  const day = new Date().toLocaleDateString("sv");
  const out = mkdtempSync(join(folder, "native-"));
  try {
    execFileSync(GOSPUB, ["fill", ...words, "-o", out, "--date", day, "--quiet"], { stdio: "ignore" });
  } catch (error) {
    // One says that rows have errors.
    assert.equal(error.status, 1);
  }
  return (name) => readFileSync(join(out, name));
}

const shot = (name) => SHOTS && page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: true });

test("a dropped roster comes back as the program itself gives it back", async () => {
  await drop(ROSTER);
  const link = card("roster.xlsx").getByRole("link", { name: "Скачать проверенную книгу" });
  const { name, bytes } = await downloaded(link);
  assert.equal(name, "roster.проверено.xlsx");
  assert.ok(bytes.equals(native(ROSTER)(name)), "the bytes are the same");
  await shot("filled");
});

test("findings are filtered, shown fifty at a time, and explained by a click", async () => {
  await drop(ROSTER);
  const found = card("roster.xlsx");
  const rows = found.locator("tbody tr");
  await found.getByRole("status").waitFor();
  const all = Number((await found.getByRole("status").textContent()).replaceAll(/\s/g, "").match(/из(\d+)/)[1]);
  assert.equal(await rows.count(), Math.min(50, all));
  if (all > 50) {
    await found.getByRole("button", { name: "Показать ещё 50" }).click();
    assert.equal(await rows.count(), Math.min(100, all));
  }
  await found.getByLabel("Важность").selectOption("=error");
  // What is to be done is said in a sentence, also where the value to be written is certain.
  const advice = await found.locator("tbody tr.error td:nth-child(6)").allTextContents();
  assert.ok(advice.some((words) => /^Нужна ссылка https:/.test(words)) && !advice.some((words) => words.startsWith("https:")), advice);
  const severities = await found.locator("tbody td:nth-child(4)").allTextContents();
  assert.ok(severities.length > 0 && severities.every((word) => word === "ошибка"));
  const first = found.getByTitle("Объяснить строку").first();
  await first.press("Enter");
  await found.locator(".explained dl").waitFor();
  const native = explained(await first.textContent());
  assert.ok(native.includes(await found.locator(".explained dd").nth(1).textContent()));
  await shot("explained");
});

/** What `check --row` says of a row of the roster. */
function explained(row) {
  try {
    return execFileSync(GOSPUB, ["check", "--row", `${ROSTER}:${row}`], { encoding: "utf8" });
  } catch (error) {
    return error.stdout;
  }
}

test("three files at once, with a ministry table, each come back", async () => {
  const second = join(folder, "второй.csv");
  writeFileSync(second, "Организация;Тип;Ссылка на страницу ВК\nШкола № 25;Образование;https://vk.com/club73442711\n");
  await drop(ROSTER, second, sample("faults.xlsx"));
  for (const name of ["roster.xlsx", "второй.csv", "faults.xlsx"]) {
    await card(name).getByRole("link", { name: "Скачать проверенную книгу" }).waitFor();
  }
  const expected = native(ROSTER, second, sample("faults.xlsx"));
  for (const name of ["roster.проверено.xlsx", "второй.проверено.xlsx", "faults.проверено.xlsx"]) {
    const { bytes } = await downloaded(page.locator(`a[download="${name}"]`));
    assert.ok(bytes.equals(expected(name)), name);
  }
});

test("what is put to the tables is a table, whatever it looks like, and names are told from ministry tables", async () => {
  const names = sample("names.xlsx");
  const roster = join(folder, "школы.csv");
  writeFileSync(roster, "Организация;Тип;Ссылка на страницу ВК\nШкола № 25;Образование;https://vk.com/primer_shkola_novaya\n");
  await dropOn("#drop-known", names, sample("ministry-education.xlsx"));
  await page.locator("#files select").nth(1).waitFor();
  await dropOn("#drop", roster);
  await card("школы.csv").waitFor();
  const roles = await page.locator("#files select").evaluateAll((all) => all.map((one) => one.value));
  assert.deepEqual(roles, ["names", "ministry", "roster"]);
  await page.getByText("Таблица имён names.xlsx").waitFor();
  await page.getByText("Таблица министерства ministry-education.xlsx").waitFor();
  const { name, bytes } = await downloaded(card("школы.csv").getByRole("link", { name: "Скачать проверенную книгу" }));
  assert.ok(bytes.equals(native(roster, "-r", names, "-r", sample("ministry-education.xlsx"))(name)));
  await shot("tables");
});

test("two files of one name are told apart", async () => {
  const folders = ["один", "два"].map((name) => join(folder, name));
  const roster = (rows) => `Организация;Тип;Ссылка на страницу ВК\n${rows}`;
  folders.forEach((path) => mkdirSync(path, { recursive: true }));
  const [one, two] = folders.map((path) => join(path, "школы.csv"));
  writeFileSync(one, roster("Школа № 1;Образование;https://vk.com/club73442711\nШкола № 2;Образование;https://vk.com/id5\n"));
  writeFileSync(two, roster("Школа № 3;Образование;https://vk.com/id6\n"));
  await drop(one, two);
  for (const [name, organisation, row] of [["школы.csv", "Школа № 2", "3"], ["школы (2).csv", "Школа № 3", "2"]]) {
    await card(name).waitFor();
    const rows = card(name).locator("tbody tr.error");
    assert.deepEqual(await rows.locator("td:nth-child(3)").allTextContents(), [organisation]);
    await rows.getByTitle("Объяснить строку").click();
    await card(name).locator(".explained dl").waitFor();
    const words = await card(name).locator(".explained dd").allTextContents();
    assert.ok(words[0].includes(`${name}, лист`) && words[0].endsWith(`строка ${row}`) && words[1].includes(organisation), words);
  }
});

test("what is printed has the rows, the shares and their words", async () => {
  await drop(ROSTER);
  await card("roster.xlsx").waitFor();
  await page.getByRole("button", { name: "Отчёт" }).click();
  await card("Отчёт").locator(".bar").first().waitFor();
  writeFileSync(join(folder, "print.pdf"), await page.pdf());
  const text = execFileSync("pdftotext", ["-layout", "print.pdf", "-"], { cwd: folder, encoding: "utf8" });
  const first = await card("roster.xlsx").getByTitle("Объяснить строку").first().textContent();
  assert.match(text, new RegExp(`^ *${first} +[A-Z]+${first} `, "m"));
  assert.match(text, /с ошибками \d/);
  assert.doesNotMatch(text, /Показать ещё|Скачать/);
});

test("a bad file is named with the program's own sentence, and the next one works", async () => {
  const bad = join(folder, "письмо.xlsx");
  writeFileSync(bad, "\x89PNG\r\n\x1a\n");
  await drop(bad, ROSTER);
  const problem = page.locator("#results .problem.error");
  await problem.waitFor();
  let said = "";
  try {
    execFileSync(GOSPUB, ["fill", bad], { stdio: ["ignore", "ignore", "pipe"], encoding: "utf8" });
  } catch (error) {
    said = error.stderr;
  }
  const [, reason] = (await problem.textContent()).split(" — ");
  assert.ok(said.includes(reason), `${said} / ${reason}`);
  await card("roster.xlsx").waitFor();
});

test("a program that breaks down says at which file, and the next file works", async () => {
  // The page never writes such a day; the program relies on it.
  await page.evaluate(() => (Date.prototype.getFullYear = () => "нет"));
  await drop(ROSTER);
  await page.getByText("внутренняя ошибка программы").waitFor();
  assert.match(await page.locator("#results .problem.error").textContent(), /roster\.xlsx.*the page writes days/);
  await page.evaluate(() => (Date.prototype.getFullYear = () => 2026));
  await page.getByRole("button", { name: "Проверить заново" }).click();
  await card("roster.xlsx").waitFor();
});

test("work is stopped by «Отмена», and can be done again", async () => {
  const large = join(folder, "большой.csv");
  const rows = Array.from({ length: 60_000 }, (_, row) => `Школа № ${row};Образование;https://vk.com/club${1_000_000 + row}\n`);
  writeFileSync(large, `Организация;Тип;Ссылка на страницу ВК\n${rows.join("")}`);
  await page.locator("#choose").setInputFiles(large);
  await page.getByRole("button", { name: "Отмена" }).click();
  assert.equal(await page.locator("#status").textContent(), "Остановлено. Результата нет.");
  await page.getByRole("button", { name: "Проверить заново" }).click();
  await card("большой.csv").waitFor({ timeout: 120_000 });
});

test("an address is judged while it is typed", async () => {
  await page.getByLabel("Адрес страницы").pressSequentially("vk.com/club73442711");
  await page.locator("#verdict dl").getByText("73442711").first().waitFor();
  await shot("address");
});

test("a roster is handed out, answers are collected, and a report is made", async () => {
  await drop(ROSTER);
  await card("roster.xlsx").waitFor();
  await page.getByRole("button", { name: "Раздать муниципалитетам" }).click();
  const zip = await downloaded(card("Раздать муниципалитетам").getByRole("link", { name: "Скачать все книги" }));
  writeFileSync(join(folder, "all.zip"), zip.bytes);
  execFileSync("unzip", ["-q", "-o", "all.zip", "-d", "all"], { cwd: folder });
  await page.getByRole("button", { name: "Отчёт" }).click();
  const report = await downloaded(card("Отчёт").getByRole("link", { name: "Скачать книгу" }));
  assert.match(report.name, /^отчёт_.*\.xlsx$/);
  assert.ok((await card("Отчёт").locator(".bar").count()) > 1);
  await shot("report");
  const answers = execFileSync("ls", [join(folder, "all")], { encoding: "utf8" }).trim().split("\n");
  await page.locator("#choose").setInputFiles(answers.slice(0, 2).map((name) => join(folder, "all", name)));
  await page.getByRole("button", { name: "Собрать ответы" }).click();
  const merged = await downloaded(card("Собрать ответы").getByRole("link", { name: "Скачать книгу" }));
  assert.equal(merged.name, "roster.проверено.xlsx");
  await shot("merged");
});

test("the keyboard alone will do", async () => {
  await drop(ROSTER);
  await card("roster.xlsx").waitFor();
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.locator("#choose").press("Space")]);
  assert.ok(chooser.isMultiple());
  const reached = new Set();
  for (let step = 0; step < 20; step++) {
    await page.keyboard.press("Tab");
    reached.add(await page.evaluate(() => document.activeElement?.textContent ?? ""));
  }
  for (const name of ["Раздать муниципалитетам", "Отчёт", "Скачать проверенную книгу"]) assert.ok(reached.has(name), name);
});

test("nothing is asked of the network, and nothing could be", async () => {
  await drop(ROSTER);
  await card("roster.xlsx").waitFor();
  assert.deepEqual(requests.filter((url) => !/^(file|blob):/.test(url)), []);
  const sent = await page.evaluate(() => fetch("https://example.org/").then(() => true, () => false));
  assert.equal(sent, false);
});
