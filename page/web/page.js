// @ts-check
/* gospub.html: what is dropped goes to the worker, what the worker says is shown. Nothing is sent anywhere. */

/**
 * @typedef {import("./worker.js").Finding} Finding
 * @typedef {{rows: number, ok: number, filled: number, unverified: number, warning: number, error: number, links_filled: number}} Figures
 * @typedef {{label: string, text: string, tone: string}} Line
 * @typedef {"roster" | "ministry" | "names" | "answer" | "pages"} Role
 * @typedef {{file: File, name: string, role: Role, told: boolean}} Chosen
 * @typedef {{said: (said: any) => void, findings?: (findings: Finding[]) => void, made?: (name: string, blob: Blob) => void}} Ear
 */

/** Larger files take more memory than a page has. */
const LARGEST = 64 * 2 ** 20;
/** So many findings are shown at once. */
const AT_ONCE = 50;

const SEVERITIES = { error: "ошибка", warning: "проверить" };
const ROLES = {
  roster: "реестр",
  ministry: "таблица министерства",
  names: "таблица имён",
  answer: "ответ муниципалитета",
  pages: "снимок страниц",
};

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag @param {Record<string, any>} [properties] @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[T]}
 */
function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/** @param {string} id @returns {any} */
const byId = (id) => document.getElementById(id);

const number = new Intl.NumberFormat("ru");

/** @param {number} count @param {string} one @param {string} few @param {string} many */
function counted(count, one, few, many) {
  return `${number.format(count)} ${wordFor(count, one, few, many)}`;
}

/** The form of a word that goes with a number. @param {number} count @param {string} one @param {string} few @param {string} many */
function wordFor(count, one, few, many) {
  const last = count % 10;
  const isTeen = count % 100 >= 11 && count % 100 <= 14;
  return isTeen || last === 0 || last > 4 ? many : last === 1 ? one : few;
}

/** Today where the user is. */
function today() {
  const now = new Date();
  const two = (/** @type {number} */ part) => String(part).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

// The program -----------------------------------------------------------------------------------------------------------

/** What is written in base 85, five letters for four bytes. @param {string} text */
function bytesOf(text) {
  const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;,=>?@^_`{|}~";
  const values = new Uint8Array(128);
  [...DIGITS].forEach((digit, value) => (values[digit.charCodeAt(0)] = value));
  const words = new DataView(new ArrayBuffer((text.length / 5) * 4));
  for (let at = 0; at < text.length; at += 5) {
    let word = 0;
    for (let digit = at; digit < at + 5; digit++) word = word * 85 + values[text.charCodeAt(digit)];
    words.setUint32((at / 5) * 4, word);
  }
  return new Uint8Array(words.buffer);
}

/** The program, inflated and compiled once for all workers. */
const compiled = (async () => {
  const { textContent, dataset } = byId("program");
  const packed = bytesOf(textContent).subarray(0, Number(dataset.length));
  const inflated = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  return WebAssembly.compile(await new Response(inflated).arrayBuffer());
})();

const workerUrl = URL.createObjectURL(new Blob([byId("worker").textContent], { type: "text/javascript" }));

/** A worker with its files. It does one request after the other. */
class Engine {
  /** @param {{file: File, name: string}[]} files */
  constructor(files) {
    this.worker = new Worker(workerUrl);
    this.stopped = false;
    /** @type {(reason: Error) => void} */
    this.refuse = () => {};
    /** @type {Promise<void>} */
    this.last = this.post({ files: files.map(({ file, name }) => ({ file, name })) }, { said: () => {} });
    // Whoever asks for something hears of it.
    this.last.catch(() => {});
  }

  /** @param {object} request @param {Ear} ear @returns {Promise<void>} */
  ask(request, ear) {
    const done = this.last.then(() => this.post({ request }, ear));
    this.last = done.catch(() => {});
    return done;
  }

  /** @param {{files?: {file: File, name: string}[], request?: object}} message @param {Ear} ear @returns {Promise<void>} */
  async post(message, ear) {
    const module = message.files && (await compiled);
    if (this.stopped) throw new Stopped();
    return new Promise((resolve, reject) => {
      this.refuse = reject;
      this.worker.onmessage = ({ data }) => {
        if (data.said) ear.said(data.said);
        if (data.findings) ear.findings?.(data.findings);
        if (data.made) ear.made?.(data.made.name, data.made.blob);
        if (data.end) resolve();
        if (data.broken) {
          reject(new Error(data.broken));
          this.stop();
        }
      };
      this.worker.onerror = (event) => reject(new Error(event.message));
      this.worker.postMessage({ ...message, module });
    });
  }

  stop() {
    this.stopped = true;
    this.worker.terminate();
    this.refuse(new Stopped());
  }
}

/** The user has stopped it. */
class Stopped extends Error {}

// The files -------------------------------------------------------------------------------------------------------------

/** @type {Chosen[]} */
let chosen = [];
/** @type {Engine} */
let engine = new Engine([]);
/** Judges single addresses, so that they need not wait for files. */
let checker = new Engine([]);

/** @param {Iterable<File>} files @param {Role} role what they are where the program does not say better */
async function add(files, role) {
  clear(byId("refused"));
  for (const file of files) {
    if (file.size > LARGEST) {
      const size = `${Math.round(file.size / 2 ** 20)} МиБ`;
      const way = "на странице хватает памяти на файлы до 64 МиБ. Обработайте его программой: gospub fill ФАЙЛ.";
      byId("refused").append(errorLine(file.name, `${size}; ${way}`));
    } else {
      chosen.push({ file, name: unusedName(file.name), role, told: false });
    }
  }
  restart();
  list();
  // A single file is a roster; of several, the program says what each is for. What was put to the tables is no roster.
  if (chosen.length > 1 || role !== "roster") {
    const files = chosen.flatMap((one, at) => (one.told ? [] : [at]));
    const said = (/** @type {any} */ said) => said.type === "role" && tell(chosen[said.file], said.role);
    const done = await work("Смотрю, что это за файлы…", { do: "roles", files, references: [], pages: null }, { said }).catch(() => true);
    if (!done) return;
  }
  changed();
}

/** A file's name; of several files of one name the further ones have a number. @param {string} name */
function unusedName(name) {
  const dot = name.lastIndexOf(".") < 0 ? name.length : name.lastIndexOf(".");
  let unused = name;
  for (let number = 2; chosen.some((one) => one.name === unused); number++) {
    unused = `${name.slice(0, dot)} (${number})${name.slice(dot)}`;
  }
  return unused;
}

/** The program says what a file is for. @param {Chosen} one @param {Role} role */
function tell(one, role) {
  one.told = true;
  if (one.role === "roster" || role === "names" || role === "pages") one.role = role;
}

/** A worker with the files as they are now. */
function restart() {
  engine.stop();
  engine = new Engine(chosen);
}

/** The files are others now: what was found in the former ones is no more. */
function changed() {
  list();
  clear(byId("results"));
  shown = [];
  say(numbers("roster").length > 0 || chosen.length === 0 ? "" : "Теперь добавьте реестр.");
  const snapshots = chosen.filter((one) => one.role === "pages");
  if (snapshots.length > 1) {
    const [used, ...others] = snapshots.map((one) => one.name);
    byId("results").append(...notes([`Снимок страниц нужен один: использован ${used}, не использован ${others.join(", ")}.`]));
  }
  checker.stop();
  checker = new Engine(tables());
  if (numbers("roster").length > 0 && numbers("answer").length === 0) fill();
}

/** Shows the files. */
function list() {
  const rows = chosen.map((one) => {
    const roles = Object.entries(ROLES).map(([role, title]) => make("option", { value: role, selected: role === one.role }, title));
    const select = make("select", { ariaLabel: `Что это за файл: ${one.name}` }, ...roles);
    select.onchange = () => {
      one.role = /** @type {Role} */ (select.value);
      one.told = true;
      restart();
      changed();
    };
    const remove = make("button", { type: "button", ariaLabel: `Убрать ${one.name}` }, "Убрать");
    remove.onclick = () => {
      chosen = chosen.filter((other) => other !== one);
      restart();
      changed();
    };
    return make("li", {}, make("span", { className: "name" }, one.name), select, remove);
  });
  byId("files").replaceChildren(...rows);
  const count = (/** @type {Role} */ role) => chosen.filter((one) => one.role === role).length;
  byId("actions").hidden = chosen.length === 0;
  byId("split").disabled = count("roster") === 0;
  byId("report").disabled = count("roster") === 0;
  byId("merge").disabled = count("roster") !== 1 || count("answer") === 0;
  byId("merge").title = byId("merge").disabled ? "Нужен один реестр и хотя бы один ответ муниципалитета" : "";
}

/** The numbers of the files of a role. @param {Role} role */
const numbers = (role) => chosen.flatMap((one, at) => (one.role === role ? [at] : []));

/** The files that rosters are checked with. */
const tables = () => chosen.filter((one) => ["ministry", "names", "pages"].includes(one.role));

/** What is known besides the rosters, and the day. */
const known = () => ({ references: [...numbers("ministry"), ...numbers("names")], pages: numbers("pages")[0] ?? null, date: today() });

// The work --------------------------------------------------------------------------------------------------------------

/** @param {Node} node */
const clear = (node) => /** @type {Element} */ (node).replaceChildren();

/** @param {string} file @param {string} reason */
function errorLine(file, reason) {
  return make("p", { className: "problem error" }, make("strong", {}, `Ошибка: ${file}`), ` — ${reason}`);
}

/** @param {string} text */
const say = (text) => (byId("status").textContent = text);

/**
 * Does a request and shows how it goes on. Gives whether it came to its end.
 * @param {string} title @param {object} request @param {Ear} ear @returns {Promise<boolean>}
 */
async function work(title, request, ear) {
  const mine = engine;
  byId("work").hidden = false;
  byId("progress").removeAttribute("value");
  say(title);
  let broken = "";
  try {
    await mine.ask({ ...known(), ...request }, { ...ear, said: (said) => (said.type === "progress" ? progress(said) : ear.said(said)) });
    return true;
  } catch (error) {
    if (error instanceof Stopped) return false;
    broken = /** @type {Error} */ (error).message;
  } finally {
    if (mine === engine) byId("work").hidden = true;
  }
  // The program has broken down; another worker goes on.
  restart();
  throw new Error(broken);
}

/** @param {{done: number, total: number}} said */
function progress({ done, total }) {
  byId("progress").max = Math.max(total, 1);
  byId("progress").value = done;
}

/** @param {string} broken */
const brokenDown = (broken) =>
  `внутренняя ошибка программы; остальные файлы обработаны. Пришлите файл разработчикам вместе с этой строкой: ${broken.split("\n").slice(0, 2).join(" ")}`;

async function fill() {
  const rosters = numbers("roster");
  try {
    await fillFiles(rosters);
  } catch (error) {
    if (rosters.length === 1) {
      byId("results").append(errorLine(chosen[rosters[0]].name, brokenDown(/** @type {Error} */ (error).message)));
      return;
    }
    // One of them broke the program; each by itself shows which.
    clear(byId("results"));
    for (const roster of rosters) {
      await fillFiles([roster]).catch((error) => {
        byId("results").append(errorLine(chosen[roster].name, brokenDown(error.message)));
      });
    }
  }
}

/** What the codes of findings mean. @type {Record<string, string>} */
let codeTitles = {};

/** @param {number[]} files */
async function fillFiles(files) {
  /** @type {Map<string, Finding[]>} */
  const findings = new Map();
  /** @type {Map<string, Blob>} */
  const made = new Map();
  let refused = 0;
  const done = await work("Проверяю…", { do: "fill", files }, {
    said(said) {
      if (said.type === "error") {
        byId("results").append(errorLine(said.file, said.reason));
        refused++;
      }
      if (said.type === "codes") codeTitles = said.titles;
      if (said.type === "reference") {
        const { role } = /** @type {Chosen} */ (chosen.find(({ name }) => name === said.file));
        const what = role === "names" ? "Таблица имён" : "Таблица министерства";
        const text = `${what} ${said.file}: ${counted(said.groups, "сообщество", "сообщества", "сообществ")}, готовых верных ссылок: ${number.format(said.links)}`;
        byId("results").append(make("p", {}, text));
      }
      if (said.type === "file") byId("results").append(card(said, findings.get(said.file) ?? [], made.get(said.output)));
    },
    findings(found) {
      for (const finding of found) {
        if (!findings.has(finding.file)) findings.set(finding.file, []);
        /** @type {Finding[]} */ (findings.get(finding.file)).push(finding);
      }
    },
    made: (name, blob) => made.set(name, blob),
  });
  if (!done) return;
  const words = counted(files.length - refused, "файл проверен", "файла проверено", "файлов проверено");
  say(`Готово: ${words}${refused > 0 ? `, ${counted(refused, "не прочитан", "не прочитаны", "не прочитано")}` : ""}.`);
}

// What is shown ---------------------------------------------------------------------------------------------------------

/** @param {string} title @param {string} name @param {Blob} blob */
function download(title, name, blob) {
  const link = make("a", { className: "button", href: URL.createObjectURL(blob), download: name }, title);
  return make("p", {}, link, " ", make("span", { className: "quiet" }, name));
}

/** @param {Figures[]} sheets */
function figures(sheets) {
  const sum = (/** @type {keyof Figures} */ key) => sheets.reduce((sum, sheet) => sum + sheet[key], 0);
  const parts = /** @type {const} */ ([
    ["ok", "в порядке"],
    ["filled", "заполнено"],
    ["unverified", "не сверено"],
    ["warning", "проверить"],
    ["error", "с ошибками"],
  ]);
  const items = parts.map(([key, title]) => make("li", { className: key }, make("b", {}, number.format(sum(key))), ` ${title}`));
  return make("ul", { className: "figures" }, make("li", {}, make("b", {}, number.format(sum("rows"))), ` ${wordFor(sum("rows"), "строка", "строки", "строк")}`), ...items);
}

/**
 * A workbook that was judged.
 * @param {{file: string, output: string, notes: string[], sheets: Figures[]}} said @param {Finding[]} findings
 * @param {Blob | undefined} blob
 */
function card(said, findings, blob) {
  const title = make("h2", {}, said.file);
  const notes = said.notes.map((note) => make("p", { className: "problem warning" }, note));
  const parts = [title, figures(said.sheets), ...notes];
  if (blob) parts.push(download("Скачать проверенную книгу", said.output, blob));
  parts.push(findings.length > 0 ? new Findings(findings).element : make("p", {}, "Замечаний к строкам нет."));
  return make("section", { className: "card", ariaLabel: said.file }, ...parts);
}

/** The tables of findings on the page. @type {Findings[]} */
let shown = [];

/** The table of findings with its filters. */
class Findings {
  /** @param {Finding[]} findings */
  constructor(findings) {
    this.findings = findings;
    this.body = make("tbody");
    this.count = make("p", { className: "quiet", role: "status" });
    this.more = make("button", { type: "button" }, `Показать ещё ${AT_ONCE}`);
    this.more.onclick = () => this.show(this.shown + AT_ONCE);
    this.shown = AT_ONCE;
    this.filters = {
      severity: this.filter("severity", "Важность", (value) => SEVERITIES[/** @type {"error"} */ (value)] ?? value),
      municipality: this.filter("municipality", "Муниципалитет", (value) => value || "не указан"),
      code: this.filter("code", "Вид замечания", (value) => codeTitles[value] ?? value),
    };
    const titles = ["Строка", "Ячейка", "Организация", "Важность", "Что не так", "Что сделать"];
    const head = make("tr", {}, ...titles.map((title) => make("th", { scope: "col" }, title)));
    const table = make("table", {}, make("caption", {}, "Замечания к строкам"), make("thead", {}, head), this.body);
    const filters = make("div", { className: "filters" }, ...Object.values(this.filters).map((select) => /** @type {Node} */ (select.parentElement)));
    this.element = make("div", {}, filters, this.count, make("div", { className: "wide" }, table), this.more);
    this.show(AT_ONCE);
    shown.push(this);
  }

  /** Shows at least so many for the printer, and afterwards as many as before. @param {number} least */
  print(least) {
    const { shown } = this;
    this.show(Math.max(shown, least));
    this.shown = shown;
  }

  /** @param {"severity" | "municipality" | "code"} key @param {string} title @param {(value: string) => string} word */
  filter(key, title, word) {
    const counts = new Map();
    for (const finding of this.findings) counts.set(finding[key] ?? "", (counts.get(finding[key] ?? "") ?? 0) + 1);
    const values = [...counts.keys()].sort((one, other) => one.localeCompare(other, "ru"));
    const options = values.map((value) => make("option", { value: `=${value}` }, `${word(value)} (${number.format(counts.get(value))})`));
    const select = make("select", {}, make("option", { value: "" }, "все"), ...options);
    select.onchange = () => this.show(AT_ONCE);
    make("label", {}, `${title} `, select);
    return select;
  }

  /** @param {number} most */
  show(most) {
    this.shown = most;
    const wanted = Object.entries(this.filters).filter(([, select]) => select.value !== "");
    const fits = (/** @type {any} */ finding) => wanted.every(([key, select]) => `=${finding[key] ?? ""}` === select.value);
    const fitting = this.findings.filter(fits);
    this.body.replaceChildren(...fitting.slice(0, most).map((finding) => this.row(finding)));
    this.count.textContent = `Показано ${number.format(Math.min(most, fitting.length))} из ${number.format(fitting.length)}`;
    this.more.hidden = fitting.length <= most;
  }

  /** @param {Finding} finding */
  row(finding) {
    const explain = make("button", { type: "button", className: "link", ariaExpanded: "false" }, String(finding.row));
    explain.title = "Объяснить строку";
    const cells = [explain, finding.cell, finding.organisation ?? "", SEVERITIES[/** @type {"error"} */ (finding.severity)], finding.message, finding.advice ?? ""];
    const row = make("tr", { className: finding.severity }, ...cells.map((cell) => make("td", {}, cell)));
    /** @type {HTMLTableRowElement | undefined} */
    let open;
    row.onclick = async () => {
      if (open) {
        open.remove();
        open = undefined;
      } else {
        const cell = make("td", { colSpan: cells.length }, "…");
        row.after((open = make("tr", { className: "explained" }, cell)));
        await explainRow(finding, cell);
      }
      explain.ariaExpanded = String(open !== undefined);
    };
    return row;
  }
}

/** @param {Finding} finding @param {HTMLElement} place */
async function explainRow(finding, place) {
  const file = chosen.findIndex((one) => one.name === finding.file);
  const request = { do: "check_row", file, sheet: finding.sheet, row: finding.row, ...known() };
  await explainInto(request, place);
}

/** @param {object} request @param {HTMLElement} place */
async function explainInto(request, place) {
  try {
    await engine.ask(request, {
      said(said) {
        if (said.type === "explained") place.replaceChildren(explanation(said.lines));
        if (said.type === "error") place.replaceChildren(errorLine(said.file, said.reason));
      },
    });
  } catch (error) {
    if (error instanceof Stopped) return;
    restart();
    place.replaceChildren(errorLine("строка", brokenDown(/** @type {Error} */ (error).message)));
  }
}

/** @param {Line[]} lines */
function explanation(lines) {
  const parts = lines.flatMap(({ label, text, tone }) => [make("dt", {}, label), make("dd", { className: tone }, text)]);
  return make("dl", { className: "explanation" }, ...parts);
}

/** @param {string} title @param {(Node | string)[]} parts */
function show(title, ...parts) {
  const section = make("section", { className: "card", ariaLabel: title }, make("h2", {}, title), ...parts);
  byId("results").prepend(section);
  section.scrollIntoView({ block: "nearest" });
}

/** @param {string[]} titles @param {(string | number)[][]} rows */
function table(titles, rows) {
  const head = make("tr", {}, ...titles.map((title) => make("th", { scope: "col" }, title)));
  const cell = (/** @type {string | number} */ value) => make("td", {}, typeof value === "number" ? number.format(value) : value);
  return make("table", {}, make("thead", {}, head), make("tbody", {}, ...rows.map((row) => make("tr", {}, ...row.map(cell)))));
}

/**
 * Does a request that makes one thing, and shows it.
 * @param {string} title @param {object} request @param {string} type @param {(said: any) => (Node | string)[]} parts
 */
async function one(title, request, type, parts) {
  /** @type {Blob | undefined} */
  let made;
  try {
    await work(`${title}…`, request, {
      said(said) {
        if (said.type === "error") byId("results").prepend(errorLine(said.file, said.reason));
        if (said.type === type && made) {
          show(title, download(said.output.endsWith(".zip") ? "Скачать все книги" : "Скачать книгу", said.output, made), ...parts(said));
          say(`Готово: ${said.output}.`);
        }
      },
      made: (_, blob) => (made = blob),
    });
  } catch (error) {
    byId("results").prepend(errorLine(title, brokenDown(/** @type {Error} */ (error).message)));
  }
}

const notes = (/** @type {string[]} */ notes) => notes.map((note) => make("p", { className: "problem warning" }, note));

// The page --------------------------------------------------------------------------------------------------------------

/** Both places that take files, with what is put there. @type {[HTMLElement, any, Role][]} */
const zones = [
  [byId("drop"), byId("choose"), "roster"],
  [byId("drop-known"), byId("choose-known"), "ministry"],
];
for (const [, choose, role] of zones) {
  choose.onchange = () => {
    add([...choose.files], role);
    choose.value = "";
  };
}
/** The place under the pointer; beside both it is that of rosters. @param {Event} event */
const zoneAt = (event) => zones.find(([zone]) => zone.contains(/** @type {Node} */ (event.target))) ?? zones[0];
const leave = () => zones.forEach(([zone]) => zone.classList.remove("over"));
document.addEventListener("dragover", (event) => {
  event.preventDefault();
  leave();
  zoneAt(event)[0].classList.add("over");
});
document.addEventListener("dragleave", leave);
document.addEventListener("drop", (event) => {
  event.preventDefault();
  leave();
  add([...(event.dataTransfer?.files ?? [])], zoneAt(event)[2]);
});
byId("cancel").onclick = () => {
  restart();
  byId("work").hidden = true;
  say("Остановлено. Результата нет.");
};
byId("fill").onclick = () => {
  clear(byId("results"));
  fill();
};
byId("split").onclick = () =>
  one("Раздать муниципалитетам", { do: "split", files: numbers("roster"), by: "municipality" }, "split", (said) => [
    ...notes(said.notes),
    table(
      ["Книга", "Строк", "Проверить", "С ошибками"],
      said.books.map((/** @type {any} */ book) => [book.name, book.rows, book.warning, book.error]),
    ),
  ]);
byId("merge").onclick = () =>
  one("Собрать ответы", { do: "merge", roster: numbers("roster")[0], returned: numbers("answer") }, "merged", (said) => [
    ...notes(said.notes),
    table(
      ["Ответ", "Выдано строк", "Вернулось", "Изменено ячеек"],
      said.answers.map((/** @type {any} */ answer) => [answer.file, answer.handed, answer.returned, answer.changed]),
    ),
    table(
      ["Что стало с изменениями", "Ячеек", "Строк"],
      said.fates.map((/** @type {any} */ fate) => [fate.title, fate.cells, fate.rows]),
    ),
  ]);
byId("report").onclick = () => one("Отчёт", { do: "report", files: numbers("roster") }, "reported", (said) => [charts(said.report)]);

/** The shares of the municipalities as bars. @param {any} report */
function charts(report) {
  const rows = [{ name: "Всего", ...report.total }, ...report.municipalities.map((/** @type {any} */ one) => ({ ...one, name: one.name ?? "не указан" }))];
  const bars = rows.map((one) => {
    const { ok = 0, filled = 0, unverified = 0, warning = 0, error = 0 } = one.statuses;
    const all = Math.max(ok + filled + unverified + warning + error, 1);
    const words = `в порядке ${ok + filled}, не сверено ${unverified}, проверить ${warning}, с ошибками ${error}`;
    const part = (/** @type {string} */ name, /** @type {number} */ count) => {
      const bar = make("i", { className: name });
      bar.style.setProperty("width", `${(100 * count) / all}%`);
      return bar;
    };
    const bar = make("div", { className: "bar", role: "img", ariaLabel: words }, part("ok", ok + filled), part("unverified", unverified), part("warning", warning), part("error", error));
    return make("tr", {}, make("th", { scope: "row" }, one.name), make("td", {}, number.format(all)), make("td", {}, bar), make("td", {}, words));
  });
  const head = make("tr", {}, ...["Муниципалитет", "Строк", "Доли", "Словами"].map((title) => make("th", { scope: "col" }, title)));
  return make("div", { className: "wide" }, make("table", { className: "charts" }, make("thead", {}, head), make("tbody", {}, ...bars)));
}

let typed = 0;
/** One address, judged while it is typed, with the tables that are there. */
async function checkAddress() {
  /** So long after a key the next one may come. */
  const PAUSE = 250;
  const [value, name] = [byId("address").value, byId("organisation").value];
  const mine = ++typed;
  const place = byId("verdict");
  if (value.trim() === "") return clear(place);
  const known = tables();
  if (known.length > 0) await new Promise((resolve) => setTimeout(resolve, PAUSE));
  if (mine !== typed) return;
  const at = (/** @type {Role[]} */ ...roles) => known.flatMap((one, at) => (roles.includes(one.role) ? [at] : []));
  const request = { do: "check_value", value, name, references: at("ministry", "names"), pages: at("pages")[0] ?? null, date: today() };
  try {
    await checker.ask(request, { said: (said) => said.lines && mine === typed && place.replaceChildren(explanation(said.lines)) });
  } catch (error) {
    if (error instanceof Stopped) return;
    checker = new Engine(known);
    place.replaceChildren(errorLine(value, brokenDown(/** @type {Error} */ (error).message)));
  }
}
byId("address").oninput = checkAddress;
byId("organisation").oninput = checkAddress;

/** So many findings a file are printed; more are a roll of paper. */
const PRINTED = 2000;
addEventListener("beforeprint", () => shown.forEach((findings) => findings.print(PRINTED)));
addEventListener("afterprint", () => shown.forEach((findings) => findings.print(0)));
document.documentElement.dataset.ready = "";
