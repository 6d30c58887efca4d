
// Candidates: latency against energy or power, and all of them in a table.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent), rows = data.network.map((_, row) => row);
  const at = (key, row) => data[key] ? data[key][row] : null;
  const FIGURES = { energy: ["energy of a sample", "J", joules], latency: ["latency", "s", seconds], power: [data.limits.rate ? "mean power at the rate" : "mean power", "W", (value) => si(value, "W")] };
  const label = (row) => [data.network[row], data.size[row], data.board[row], data.setting[row]].filter(Boolean).join(" · ");
  const distinct = (read) => [...new Set(rows.map(read))];
  // What colour and shape stand for: boards and networks; of one board its first setting, of one network its size.
  const boards = distinct((row) => data.board[row]), networks = distinct((row) => data.network[row]), sizes = distinct((row) => data.size[row]);
  const firstSetting = (row) => data.setting[row].split(" ")[0] || "as it is";
  const colourOf = boards.length > 1 ? (row) => data.board[row] : networks.length > 1 ? (row) => data.network[row] : firstSetting;
  const shapeOf = boards.length > 1 && networks.length > 1 ? (row) => data.network[row] : networks.length > 1 && sizes.length === 1 ? firstSetting : (row) => data.size[row];
  const colours = distinct(colourOf), shapes = distinct(shapeOf);
  const tone = (row) => Math.min(TONES - 1, colours.indexOf(colourOf(row))), shape = (row) => Math.min(SHAPES - 1, shapes.indexOf(shapeOf(row)));
  const several = (all, most, make) => all.slice(0, most).map((text, i) => make(i === most - 1 && all.length > most ? "others" : middle(text || "as it is", 40), i));
  const entries = [...several(colours, TONES, (text, i) => ({ text, tone: i })), ...(shapes.length > 1 ? several(shapes, SHAPES, (text, i) => ({ text, tone: 7, shape: i })) : [])];
  const interval = (key, row, text) => at(key + "Low", row) === null ? "" : ` (${text(at(key + "Low", row))} to ${text(at(key + "High", row))})`;
  const figure = (key, row) => FIGURES[key][2](at(key, row)) + interval(key, row, FIGURES[key][2]);
  const judged = (row) => data.limited ? data.verdict[row] + (data.failing[row] ? ` (${data.failing[row]})` : "") : "";
  const marks = (row) => (data.front[row] ? "*" : "") + (data.like[row] ? "~" : "");
  const lines = (row) => [label(row), ...Object.keys(FIGURES).map((key) => `${FIGURES[key][0]}: ${figure(key, row)}`), judged(row),
    data.best[row] ? "the best" : data.front[row] ? "on the front" : "", data.measured[row] ? "" : "nobody measured this setting"].filter(Boolean);
  let chosen = null, table = null;

  function picture(width, key) {
    if (!rows.some((row) => at(key, row) > 0 || at("latency", row) > 0)) return null;
    const [title, , text] = FIGURES[key], known = (one) => rows.map((row) => at(one, row)).filter((value) => value > 0);
    const ends = (one) => rows.flatMap((row) => [at(one + "Low", row), at(one + "High", row)]).filter((value) => value > 0);
    const front = rows.filter((row) => data.front[row] && at("latency", row) > 0 && at(key, row) > 0).sort((a, b) => at("latency", a) - at("latency", b) || at(key, a) - at(key, b));
    const best = rows.find((row) => data.best[row]), lowest = Math.min(...known(key).concat(Infinity));
    const stairs = []; // of the front those that nothing on it beats in these two figures
    for (const row of front) if (!stairs.length || at(key, row) < at(key, stairs[stairs.length - 1])) stairs.push(row);
    const limits = (one) => data.limits[one] === null ? [] : [data.limits[one]];
    const plot = plane(width, width < 500 ? 340 : 460, `Latency against ${title}`,
      `${rows.length} candidates${best === undefined ? "" : `; the best: ${label(best)}, ${FIGURES.energy[2](at("energy", best))} in ${seconds(at("latency", best))}`}. ` +
      `On the front: ${stairs.slice(0, 8).map((row) => `${label(row)}, ${seconds(at("latency", row))}, ${text(at(key, row))}`).join("; ")}. The table has all figures.`,
      { values: [...known("latency"), ...ends("latency"), ...limits("latency")], text: seconds, title: "latency", none: rows.some((row) => !(at("latency", row) > 0)) ? "not known" : "" },
      { values: [...known(key), ...ends(key), ...limits(key)], text, title, none: rows.some((row) => !(at(key, row) > 0)) ? "not known" : "" });
    const x = (row) => plot.x(at("latency", row)), y = (row) => plot.y(at(key, row));
    limitLine(plot, true, data.limits.latency, `at most ${seconds(data.limits.latency)}`);
    limitLine(plot, false, data.limits[key], `at most ${text(data.limits[key])}`);
    if (stairs.length > 1)
      plot.picture.append(svg("path", { class: "front", d: "M" + stairs.map((row, i) => (i ? `H${round(x(row))}V${round(y(row))}` : `${round(x(row))} ${round(y(row))}`)).join("") }));
    // Those that do not fit first, so that the front lies above.
    const order = rows.slice().sort((a, b) => data.front[a] - data.front[b] || (data.verdict[b] === "DOES NOT FIT") - (data.verdict[a] === "DOES NOT FIT"));
    const few = rows.length < 40;
    for (const row of order) {
      const [cx, cy] = [x(row), y(row)], lowX = at("latencyLow", row), lowY = at(key + "Low", row);
      if (!few && !data.front[row] && row !== chosen) continue;
      const bars = (lowX > 0 && at("latency", row) > 0 ? `M${round(plot.x(lowX))} ${round(cy)}H${round(plot.x(at("latencyHigh", row)))}` : "") +
        (lowY > 0 && at(key, row) > 0 ? `M${round(cx)} ${round(plot.y(lowY))}V${round(plot.y(at(key + "High", row)))}` : "");
      if (bars) plot.picture.append(svg("path", { class: "uncertain" + (data.best[row] || row === chosen ? " strong" : ""), d: bars }));
    }
    for (const row of order) {
      const state = data.limited && data.verdict[row] !== "FITS" ? "off" : data.front[row] ? "on" : "";
      plot.picture.append(explained(mark(shape(row), x(row), y(row), data.front[row] ? 6 : 4.5, { class: `point ${state} f${tone(row)}${state === "off" ? " o" + tone(row) : ""}` }), () => lines(row), () => choose(row)));
    }
    if (chosen !== null) plot.picture.append(svg("circle", { class: "chosen", cx: round(x(chosen)), cy: round(y(chosen)), r: 11 }));
    const short = (row) => [networks.length > 1 ? data.network[row] : "", data.size[row], boards.length > 1 ? data.board[row] : "", data.setting[row]].filter(Boolean).join(" ") || data.board[row];
    nameBeside(plot, [...(best === undefined || !(at("latency", best) > 0) || lowest === Infinity ? [] : [best]), ...stairs.filter((row) => row !== best)].slice(0, width < 500 ? 3 : 8)
      .map((row) => ({ x: x(row), y: y(row) - 11, text: short(row) })), width < 500 ? 18 : 40);
    return plot.picture;
  }

  const kind = html("select", { id: "kind" }, ...(rows.length ? ["energy", "power"] : []).map((key) => html("option", { value: key, selected: key === (data.limits.rate ? "power" : "energy") }, FIGURES[key][0])));
  const place = html("div", {});
  const redraw = () => place.replaceChildren(drawn((width) => picture(width, kind.value), rows.length ? "Neither latency nor this figure is known of any candidate." : "No candidate is left."));
  function choose(row) {
    chosen = row;
    redraw();
    table.show(row);
  }
  kind.addEventListener("change", redraw);
  if (rows.length) {
    const text = (read) => (row) => html("bdi", { title: read(row) }, read(row)), number = (key) => ({ key, number: true, value: (row) => at(key, row), cell: (row) => FIGURES[key][2](at(key, row)) });
    const range = (row) => at("energyLow", row) === null ? "" : `${joules(at("energyLow", row))} to ${joules(at("energyHigh", row))}`;
    // Settings differ in their last words: they are shown whole where they are not very long.
    const setting = (row) => data.setting[row] + (data.measured[row] ? "" : " (not measured)"), settingWidth = Math.min(440, Math.max(90, ...rows.map((row) => Math.ceil(textWidth(setting(row), 15)) + 20)));
    const columns = [
      { key: "place", title: "#", number: true, width: 46, value: (row) => row, cell: (row) => String(row + 1) },
      { key: "name", title: "Network", value: (row) => data.network[row], cell: (row, room) =>
        html("button", { type: "button", class: "plain", "data-focus": "name" + row, title: label(row), onclick: () => choose(row) }, html("bdi", {}, middle(data.network[row], room))) },
      sizes.length > 1 || sizes[0] ? { key: "size", title: "Size", width: 150, value: (row) => data.size[row], cell: text((row) => data.size[row]) } : null,
      { key: "board", title: "Board", width: 150, value: (row) => data.board[row], cell: text((row) => data.board[row]) },
      { key: "setting", title: "Setting", width: settingWidth, value: (row) => data.setting[row], cell: text(setting) },
      { key: "marks", title: "", width: 40, cell: marks },
      { ...number("energy"), title: "Energy", width: 96 },
      { key: "range", title: "Low to high", width: 190, cell: range },
      { ...number("latency"), title: "Latency", width: 96 }, { ...number("power"), title: data.limits.rate ? "At rate" : "Power", width: 96 },
      { key: "trust", title: "Trust", width: 90, value: (row) => data.trust[row], cell: (row) => data.trust[row] },
      data.limited ? { key: "verdict", title: "Verdict", width: 210, value: judged, cell: text(judged) } : null].filter(Boolean);
    table = new LongTable({ caption: "All candidates, the best first. Choose a heading to sort, a candidate to see it in the picture.", label: "Candidates", rows, sort: "place", columns });
    const find = searchField("find", "network or board");
    const found = html("output", { class: "muted", "aria-live": "polite", for: "find" }, `${rows.length} candidates`);
    find.addEventListener("input", () => {
      const wanted = find.value.trim().toLowerCase();
      table.filter((row) => !wanted || label(row).toLowerCase().includes(wanted), Boolean(wanted));
      found.textContent = `${table.found} of ${rows.length} candidates`;
    });
    document.querySelector(".layers").append(html("h3", {}, "Candidates"), html("div", { class: "tools" }, html("label", {}, "Find ", find), found), table.element);
  }
  document.querySelector(".picture").replaceChildren(card("Latency against energy or power", html("div", { class: "tools" }, html("label", {}, "Upwards ", kind),
    html("span", { class: "muted" }, data.limited ? "Faint: does not keep to the limits, or it is not known. Stairs: the front." : "Stairs: the front. Lines across a point: its intervals.")), markLegend(entries), place));
  redraw();
  document.documentElement.dataset.ready = "true";
})();
