"use strict";
/* Sorts and filters tables, opens a row's songs in place, proposes names. It computes no number: the
   values it orders by stand in the page. */

const all = (what, where = document) => [...where.querySelectorAll(what)];
const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/* Sorting: a heading with data-sort orders its table by the cells below it; a missing value is last. */
const valueOf = (cell, kind) => {
  if (kind === "text") return folded(cell.textContent.trim());
  const data = cell.querySelector("data");
  return data ? Number(data.value) : null;
};
const order = (heading) => {
  const row = heading.parentNode, body = heading.closest("table").tBodies[0];
  const place = [...row.cells].indexOf(heading), kind = heading.dataset.sort;
  const sorted = heading.getAttribute("aria-sort");
  const up = sorted ? sorted === "descending" : kind === "text";
  all(".opened", body).forEach((one) => one.remove());
  all("[aria-expanded]", body).forEach((one) => one.setAttribute("aria-expanded", "false"));
  const keyed = [...body.rows].map((one) => [valueOf(one.cells[place], kind), one]);
  const known = keyed.filter(([value]) => value !== null && value !== "");
  known.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0) * (up ? 1 : -1));
  const rest = keyed.filter(([value]) => value === null || value === "");
  body.append(...[...known, ...rest].map(([, one]) => one));
  all("[aria-sort]", row).forEach((one) => one.removeAttribute("aria-sort"));
  heading.setAttribute("aria-sort", up ? "ascending" : "descending");
};
for (const heading of all("th[data-sort]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.title = `Sort by ${heading.innerText.replace(/\s+/g, " ").trim()}`;
  if (heading.querySelector("a")) {
    button.textContent = "↕";
    button.setAttribute("aria-label", button.title);
    heading.append("\u00a0", button);
  } else {
    button.append(...heading.childNodes);
    heading.append(button);
  }
  button.addEventListener("click", () => order(heading));
}

/* Filtering: a form with data-filters shows the rows of that table (or the parts of that list) whose
   data-NAME is what its field NAME says, or contains the words of the field "search". */
for (const form of all("form[data-filters]")) {
  const rows = all(`#${form.dataset.filters} > tbody > tr, #${form.dataset.filters} > [data-row]`);
  const told = form.querySelector("output");
  const apply = () => {
    const wanted = [...new FormData(form)].filter(([, value]) => value.trim());
    let count = 0;
    for (const row of rows) {
      row.hidden = !wanted.every(([name, value]) => name === "search"
        ? folded(row.textContent).includes(folded(value.trim()))
        : (row.dataset[name] || "").split("|").includes(value));
      count += !row.hidden;
    }
    if (told) told.textContent = `${count.toLocaleString("en")} of ${rows.length.toLocaleString("en")}`;
  };
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  apply();
}

/* A link with data-opens shows that part of the page it leads to below its own row. */
for (const link of all("a[data-opens]")) {
  link.addEventListener("click", async (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const row = link.closest("tr"), next = row.nextElementSibling;
    if (next && next.classList.contains("opened")) {
      next.remove();
      return link.setAttribute("aria-expanded", "false");
    }
    try {
      const answer = await fetch(link.href);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const found = page.querySelector(link.dataset.opens), part = found?.closest("section") || found;
      if (!answer.ok || !part) throw new Error("nothing to open");
      all("[id]", part).concat(part).forEach((one) => one.removeAttribute("id"));
      all("a[href]", part).forEach((one) => one.setAttribute("href", new URL(one.getAttribute("href"), link.href)));
      const cell = row.parentNode.insertRow(row.rowIndex - row.parentNode.rows[0].rowIndex + 1).insertCell();
      cell.parentNode.className = "opened";
      cell.colSpan = row.cells.length;
      cell.append(document.adoptNode(part));
      link.setAttribute("aria-expanded", "true");
    } catch {
      location.href = link.href; // a page from a disk may not read another
    }
  });
}

/* Names while somebody types: the server ranks them, accents and typing errors included. */
for (const field of all("input[data-suggest]")) {
  const list = document.createElement("ul");
  list.className = "suggestions";
  list.id = `${field.id}-names`;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Artists");
  field.removeAttribute("list");
  field.after(list);
  const set = (names) => Object.entries(names).forEach(([name, value]) => field.setAttribute(name, value));
  set({ role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" });
  let place = -1, asked = 0;
  const close = () => {
    list.hidden = true;
    place = -1;
    field.removeAttribute("aria-activedescendant");
    set({ "aria-expanded": "false" });
  };
  const take = (item) => {
    field.value = item.textContent;
    close();
    field.focus();
  };
  const choose = (step) => {
    place = (place + step + list.children.length) % list.children.length;
    [...list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === place)));
    set({ "aria-activedescendant": list.children[place].id });
  };
  field.addEventListener("input", async () => {
    const turn = ++asked, typed = field.value.trim();
    if (!typed) return close();
    const answer = await fetch(`${field.dataset.suggest}?q=${encodeURIComponent(typed)}`).catch(() => null);
    if (!answer || !answer.ok || turn !== asked) return;
    const { artists } = await answer.json();
    list.replaceChildren(...artists.map((one, at) => {
      const item = document.createElement("li");
      Object.assign(item, { textContent: one.name, id: `${list.id}-${at}` });
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      item.addEventListener("mousedown", (event) => { event.preventDefault(); take(item); });
      return item;
    }));
    place = -1;
    list.hidden = !artists.length;
    set({ "aria-expanded": String(!list.hidden) });
  });
  field.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown") choose(1);
    else if (event.key === "ArrowUp") choose(-1);
    else if (event.key === "Enter" && place >= 0) take(list.children[place]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
  field.addEventListener("blur", close);
}

/* How far something is: that part of the page is fetched anew until it has ended, and nothing else of
   the page moves. Without scripts the page loads itself again. */
const far = document.querySelector("[data-again]");
const again = async () => {
  try {
    const answer = await fetch(location.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const part = page.querySelector("[data-again]");
    if (!answer.ok || !part) return location.reload();
    far.replaceChildren(...part.childNodes);
  } catch { /* the program may be ending; the next turn says so */ }
  setTimeout(again, 1000);
};
if (far) setTimeout(again, 1000);
