
// A table of any length: only the rows in view are in the page, all of one height.
// columns: [{key, title, number, width, value(row), cell(row, room) -> Node or text}]; without value it cannot be sorted by; without
// width it takes what is left, `room` characters.
class LongTable {
  constructor({ caption, columns, rows, sort, descending, parentOf, label }) {
    this.columns = columns;
    this.all = rows;
    this.parentOf = parentOf || (() => -1);
    this.matches = () => true;
    this.filtering = false;
    this.open = new Set();
    this.sortColumn = columns.find((column) => column.key === sort) || columns[0];
    this.descending = Boolean(descending);
    this.rowHeight = 34;
    this.body = html("tbody");
    this.heads = columns.map((column) => column.value ? html("th", { scope: "col", class: column.number ? "n" : null },
      html("button", { type: "button", onclick: () => this.sortBy(column) }, column.title, html("span", { class: "arrow", "aria-hidden": "true" })))
      : html("th", { scope: "col", class: "plain" }, column.title));
    const cols = columns.map((column) => html("col"));
    columns.forEach((column, i) => { if (column.width) cols[i].style.width = column.width + "px"; });
    this.table = html("table", { class: "long" }, html("caption", {}, caption), html("colgroup", {}, ...cols),
      html("thead", {}, html("tr", { "aria-rowindex": 1 }, ...this.heads)), this.body);
    this.table.style.minWidth = columns.reduce((sum, column) => sum + (column.width || 240), 0) + "px";
    this.element = html("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": label }, this.table);
    this.element.addEventListener("scroll", () => this.schedule(), { passive: true });
    new ResizeObserver(() => this.schedule()).observe(this.element);
    addEventListener("beforeprint", () => this.draw(150));
    addEventListener("afterprint", () => this.draw());
    this.update();
  }

  sortBy(column) {
    this.descending = column === this.sortColumn ? !this.descending : Boolean(column.number);
    this.sortColumn = column;
    this.update();
  }

  filter(matches, active) {
    this.matches = matches;
    this.filtering = active;
    this.element.scrollTop = 0;
    this.update();
  }

  regroup(parentOf) {
    this.parentOf = parentOf;
    this.update();
  }

  toggle(row) {
    if (!this.open.delete(row)) this.open.add(row);
    this.update();
  }

  // Rows in order, children behind their parents; unknown figures last, ties in the order of the network.
  update() {
    const { value, number } = this.sortColumn, sign = this.descending ? -1 : 1;
    const keys = new Map(this.all.map((row) => [row, value(row)]));
    const missing = (key) => key === null || key === undefined;
    const collator = number ? null : new Intl.Collator("en", { numeric: true });
    const before = (a, b) => {
      const x = keys.get(a), y = keys.get(b);
      if (missing(x) || missing(y)) return missing(x) - missing(y) || a - b;
      return sign * (number ? x - y : collator.compare(x, y)) || a - b;
    };
    const shown = new Set(), children = new Map(), kept = new Set();
    this.found = 0;
    for (const row of this.all) {
      if (!this.matches(row)) continue;
      ++this.found;
      kept.add(row);
      for (let at = row; at >= 0 && !shown.has(at); at = this.parentOf(at)) shown.add(at);
    }
    const withHits = new Set();
    for (const row of kept) for (let at = this.parentOf(row); at >= 0 && !withHits.has(at); at = this.parentOf(at)) withHits.add(at);
    for (const row of this.all) {
      const parent = this.parentOf(row);
      // Under a parent that matches itself stand all of its children.
      if (!shown.has(row) && !(parent >= 0 && kept.has(parent))) continue;
      if (!children.has(parent)) children.set(parent, []);
      children.get(parent).push(row);
    }
    this.children = children;
    this.lines = [];
    const stack = (children.get(-1) || []).sort(before).map((row) => [row, 0]).reverse();
    while (stack.length) {
      const [row, depth] = stack.pop();
      const inner = children.get(row), isOpen = inner && (this.open.has(row) !== (this.filtering && withHits.has(row)));
      this.lines.push([row, depth, inner ? (isOpen ? "open" : "closed") : ""]);
      if (isOpen) for (const child of inner.sort(before).reverse()) stack.push([child, depth + 1]);
    }
    this.columns.forEach((column, i) => {
      if (!column.value) return;
      const sorted = column === this.sortColumn;
      this.heads[i].setAttribute("aria-sort", sorted ? (this.descending ? "descending" : "ascending") : "none");
      this.heads[i].querySelector(".arrow").textContent = sorted ? (this.descending ? "\u25bc" : "\u25b2") : "";
    });
    this.table.setAttribute("aria-rowcount", this.lines.length + 1);
    this.draw();
    if (this.onupdate) this.onupdate();
  }

  schedule() {
    if (this.pending) return;
    this.pending = requestAnimationFrame(() => { this.pending = 0; this.draw(); });
  }

  draw(first) {
    const height = this.rowHeight, view = this.element.clientHeight || 600;
    let begin = Math.max(0, Math.floor(this.element.scrollTop / height) - 8);
    let end = Math.min(this.lines.length, begin + Math.ceil(view / height) + 16);
    const free = this.heads[this.columns.findIndex((column) => !column.width)];
    this.room = Math.max(16, Math.floor(((free && free.clientWidth) || 240) / textWidth("features.0", 14.5) * 10 - 9));
    if (first) [begin, end] = [0, Math.min(first, this.lines.length)];
    const focused = this.body.contains(document.activeElement) ? document.activeElement.dataset.focus : null;
    const pad = (rows) => {
      const row = html("tr", { class: "pad", "aria-hidden": "true" }, html("td", { colspan: this.columns.length }));
      row.firstChild.style.height = rows * height + "px";
      return row;
    };
    const rows = this.lines.slice(begin, end).map(([row, depth, state], i) => this.rowOf(row, depth, state, begin + i));
    this.body.replaceChildren(...(begin && !first ? [pad(begin)] : []), ...rows, ...(end < this.lines.length && !first ? [pad(this.lines.length - end)] : []),
      ...(first && end < this.lines.length ? [html("tr", {}, html("td", { colspan: this.columns.length }, `${this.lines.length - end} more`))] : []));
    if (focused) this.body.querySelector(`[data-focus="${focused}"]`)?.focus({ preventScroll: true });
  }

  rowOf(row, depth, state, line) {
    const cells = this.columns.map((column) => {
      const content = column.cell(row, this.room);
      if (column.key !== "name") return html("td", { class: column.number ? "n" : null }, content);
      const nests = this.children.size > 1; // else there is nothing to fold, and names stand under their heading
      const fold = !nests ? "" : state ? html("button", { type: "button", class: "fold", "data-focus": "fold" + row, "aria-expanded": String(state === "open"),
        "aria-label": (state === "open" ? "Hide" : "Show") + " the layers within", onclick: () => this.toggle(row) }, state === "open" ? "\u25be" : "\u25b8") : html("span", { class: "fold" });
      return html("th", { scope: "row" }, html("div", { class: "name d" + Math.min(depth, 6) }, fold, content));
    });
    return html("tr", { "data-row": row, "aria-rowindex": line + 2, class: this.marked === row ? "marked" : depth ? "inner" : null }, ...cells);
  }

  // Brings the row into view.
  show(row) {
    this.marked = row;
    for (let at = this.parentOf(row); at >= 0; at = this.parentOf(at)) this.open.add(at);
    this.update();
    const line = this.lines.findIndex((entry) => entry[0] === row);
    if (line >= 0) this.element.scrollTop = Math.max(0, (line - 3) * this.rowHeight);
    this.draw();
  }
}

// The field that tables are searched with.
const searchField = (id, what) => html("input", { id, type: "search", placeholder: what || "name or operator", autocomplete: "off", spellcheck: "false" });
