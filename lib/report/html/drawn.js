
// Pictures are drawn again when their width changes.
const drawings = new Map();
const watcher = new ResizeObserver((entries) => {
  for (const { target, contentRect } of entries) {
    const width = Math.round(contentRect.width), drawing = drawings.get(target);
    if (!drawing || width < 50 || drawing.width === width) continue;
    drawing.width = width;
    requestAnimationFrame(() => target.replaceChildren(drawing.draw(width) || html("p", { class: "muted" }, drawing.none)));
  }
});
function drawn(draw, none) {
  const place = html("div", { class: "drawing" });
  drawings.set(place, { draw, none });
  watcher.observe(place);
  return place;
}
