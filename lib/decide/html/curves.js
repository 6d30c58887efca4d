
// Figures against the number that varies, a line for each combination of the rest; where no number varies, a row for each combination.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent), rows = data.parts[0].text.map((_, row) => row);
  const at = (column, row) => column && column[row] !== undefined ? column[row] : null;
  const writers = { B: bytes, J: joules, s: seconds, "": count }, distinct = (read) => new Set(rows.map(read)).size;
  // Numbers with a unit of their own, the same in every row: "4", "15w"; else null.
  function numbers(text) {
    const found = text.map((one) => /^(\d{1,15}(?:\.\d{1,9})?) ?([a-z]{0,6})$/i.exec(one));
    return found.every((one) => one && one[2] === found[0][2]) ? { values: found.map((one) => Number(one[1])), unit: found[0] ? found[0][2] : "" } : null;
  }
  // What varies: of parts that go in step one; without what a network and a board settle by themselves.
  const networkAndBoard = (row) => JSON.stringify(data.parts.filter((part) => part.isCase).map((part) => part.text[row])), parts = [];
  for (const { name, isCase, text } of data.parts) {
    if (distinct((row) => text[row]) < 2 || !isCase && distinct((row) => JSON.stringify([networkAndBoard(row), text[row]])) === distinct(networkAndBoard)) continue;
    const same = parts.find((part) => !isCase && !part.isCase && part.text.every((one, row) => one === text[row]));
    if (same) same.name += " = " + name;
    else parts.push({ name, isCase, text, number: isCase ? null : numbers(text) });
  }
  const axes = parts.filter((part) => part.number).sort((a, b) => new Set(b.text).size - new Set(a.text).size);
  const label = (row, all) => all.filter((part) => part.text[row]).map((part) => part.isCase ? part.text[row] : `${part.name}=${part.text[row]}`).join(" \u00b7 ");
  const name = (row) => label(row, parts) || label(row, data.parts.filter((part) => part.isCase));
  const wide = (values) => values.some((value) => value > 0) && Math.max(...values) > 20 * Math.min(...values.filter((value) => value > 0));
  const MOST_LINES = 24, MOST_ROWS = 60, bandOf = (figure, row) => at(figure.valueLow, row) === null ? [] : [figure.valueLow[row], figure.valueHigh[row]];

  function linesOver(axis) {
    const lines = new Map(), rest = parts.filter((part) => part !== axis);
    for (const row of rows.slice().sort((a, b) => axis.number.values[a] - axis.number.values[b])) {
      const text = label(row, rest);
      if (!lines.has(text)) lines.set(text, { text, first: row, rows: [] });
      const line = lines.get(text);
      line.first = Math.min(line.first, row);
      line.rows.push(row);
    }
    return [...lines.values()].sort((a, b) => a.first - b.first).map((line, i) => ({ ...line, tone: i % TONES, shape: i % SHAPES }));
  }

  // Rows that follow each other and have what is drawn.
  function stretches(all, has) {
    const result = [[]];
    for (const row of all) has(row) ? result[result.length - 1].push(row) : result.push([]);
    return result.filter((stretch) => stretch.length);
  }

  function curves(figure, axis, lines, width) {
    const text = writers[figure.unit] || ((value) => si(value, figure.unit)), shown = lines.slice(0, MOST_LINES), known = shown.flatMap((line) => line.rows).filter((row) => at(figure.value, row) !== null);
    if (!known.length) return null;
    const across = axis.number.values, place = (row) => `${four(across[row])}${axis.number.unit && " " + axis.number.unit}`, values = known.flatMap((row) => [figure.value[row], ...bandOf(figure, row), at(figure.ceiling, row)]).filter((value) => value !== null);
    const used = [...new Set(known.map((row) => across[row]))], said = (line) => line.rows.filter((row) => at(figure.value, row) !== null);
    const plot = plane(width, width < 500 ? 300 : 360, `${figure.title} against ${axis.name}`,
      `${known.length} of ${rows.length} rows have it. ` + shown.filter((line) => said(line).length).slice(0, 8).map((line) => [line.text && line.text + ":", ...[...new Set([said(line)[0], said(line).slice(-1)[0]])].map((row) => `${text(figure.value[row])} at ${place(row)}`)].filter(Boolean).join(" ")).join("; ") + ". The table has all figures.",
      { values: used, text: (value) => four(value) + (axis.number.unit && " " + axis.number.unit), title: middle(axis.name, Math.floor(width / 9)), linear: used.some((value) => value === 0), ticks: used.length <= 10 ? used : null },
      { values, text, linear: !wide(values), binary: figure.unit === "B" });
    const point = (row, value) => `${round(plot.x(across[row]))} ${round(plot.y(value))}`, path = (stretch, column) => "M" + stretch.map((row) => point(row, column[row])).join("L");
    for (const { rows: own, tone } of shown) {
      for (const stretch of stretches(own, (row) => at(figure.value, row) !== null && bandOf(figure, row).length && (plot.up.low === 0 || figure.valueLow[row] > 0)))
        plot.picture.append(stretch.length > 1 ? svg("path", { class: "band f" + tone, d: path(stretch, figure.valueHigh) + "L" + stretch.slice().reverse().map((row) => point(row, figure.valueLow[row])).join("L") + "Z" })
          : svg("path", { class: "uncertain strong", d: `M${point(stretch[0], figure.valueLow[stretch[0]])}V${round(plot.y(figure.valueHigh[stretch[0]]))}` }));
      for (const stretch of stretches(own, (row) => at(figure.ceiling, row) !== null)) {
        const [from, to] = stretch.length > 1 ? ["", ""] : [plot.left, plot.right].map(round);
        plot.picture.append(svg("path", { class: "mean o" + tone, d: stretch.length > 1 ? path(stretch, figure.ceiling) : `M${from} ${round(plot.y(figure.ceiling[stretch[0]]))}H${to}` }));
      }
    }
    for (const { rows: own, tone } of shown)
      for (const stretch of stretches(own, (row) => at(figure.value, row) !== null))
        if (stretch.length > 1) plot.picture.append(svg("path", { class: "line o" + tone, d: path(stretch, figure.value) }));
    for (const line of shown)
      for (const row of said(line))
        plot.picture.append(explained(mark(line.shape, plot.x(across[row]), plot.y(figure.value[row]), 4, { class: "point f" + line.tone }), () => tipOf(figure, row, text)));
    return plot.picture;
  }

  const tipOf = (figure, row, text) => [middle(name(row), 120), `${figure.title}: ${text(figure.value[row])}${bandOf(figure, row).length ? ` (${bandOf(figure, row).map(text).join(" to ")})` : ""}`,
    at(figure.ceiling, row) === null ? "" : `${figure.ceilingTitle}: ${text(figure.ceiling[row])}`].filter(Boolean);

  function byName(figure, width) {
    const text = writers[figure.unit] || ((value) => si(value, figure.unit)), known = rows.filter((row) => at(figure.value, row) !== null), shown = known.slice(0, MOST_ROWS);
    if (!known.length) return null;
    const values = shown.flatMap((row) => [figure.value[row], ...bandOf(figure, row), at(figure.ceiling, row)]).filter((value) => value !== null), level = (i) => shown.length - i;
    const plot = plane(width, 90 + 26 * shown.length, figure.title, `${known.length} of ${rows.length} rows have it. ` + shown.slice(0, 8).map((row) => `${name(row)}: ${text(figure.value[row])}`).join("; ") + ". The table has all figures.",
      { values, text, title: figure.title, linear: !wide(values), binary: figure.unit === "B" },
      { values: [shown.length + 0.5], text: (tick) => middle(name(shown[shown.length - tick]), width < 500 ? 16 : 34), linear: true, ticks: shown.map((_, i) => level(i)) });
    shown.forEach((row, i) => {
      const y = plot.y(level(i)), [low, high] = bandOf(figure, row), ceiling = at(figure.ceiling, row);
      if (low > 0 || low === 0 && plot.across.low === 0) plot.picture.append(svg("path", { class: "uncertain strong", d: `M${round(plot.x(low))} ${round(y)}H${round(plot.x(high))}` }));
      if (ceiling !== null) plot.picture.append(svg("path", { class: "mean", d: `M${round(plot.x(ceiling))} ${round(y - 10)}V${round(y + 10)}` }));
      plot.picture.append(explained(mark(0, plot.x(figure.value[row]), y, 5, { class: "point f0" }), () => tipOf(figure, row, text)));
    });
    return plot.picture;
  }

  const preferred = axes.find((axis) => axis.name === data.across) || axes[0], place = html("div", { class: "pair" }), key = html("div", {});
  const kind = html("select", { id: "across" }, ...axes.map((axis, i) => html("option", { value: i, selected: axis === preferred }, axis.name)));
  function redraw() {
    const axis = axes[Number(kind.value)], lines = axis ? linesOver(axis) : [];
    const entries = lines.length > 1 ? lines.slice(0, MOST_LINES).map((line) => ({ ...line, text: middle(line.text, 60) })) : [];
    key.replaceChildren(entries.length ? markLegend(entries) : "", lines.length > MOST_LINES ? html("p", { class: "muted" }, `${MOST_LINES} of ${lines.length} lines; the table has all.`) : "",
      !axis && rows.length > MOST_ROWS ? html("p", { class: "muted" }, `${MOST_ROWS} of ${rows.length} rows at most; the table has all.`) : "");
    place.replaceChildren(...data.figures.map((figure) => card(figure.title, figure.ceilingTitle && figure.ceiling ? html("p", { class: "muted" }, `Dashed: ${figure.ceilingTitle}.`) : "",
      drawn((width) => axis ? curves(figure, axis, lines, width) : byName(figure, width), "Not known in any row."))));
  }
  kind.addEventListener("change", redraw);
  redraw();
  const hasBands = data.figures.some((figure) => figure.valueLow), about = [axes.length ? "A line for each combination of the rest." : "", hasBands ? (axes.length ? "Bands, and lines across a point, are intervals." : "Lines across a point: its interval.") : ""].filter(Boolean).join(" ");
  document.querySelector(".picture").replaceChildren(...(rows.length ? [html("div", { class: "card" }, html("h3", {}, preferred ? "Against what varies" : "By name"),
    html("div", { class: "tools" }, axes.length > 1 ? html("label", {}, "Across ", kind) : "", html("span", { class: "muted" }, about)), key), place] : []));
  document.documentElement.dataset.ready = "true";
})();
