{
  const prose = $("#prose"), side = $(".side"), panel = $("#panel"), items = $$("#items > li");
  const details = new Map($$(".detail").map((d) => [d.dataset.c, d]));
  const rows = items.map((li) => ({
    li, c: li.dataset.c, v: li.dataset.v, u: li.dataset.u, t: li.dataset.t, e: li.dataset.e.split(" "),
    o: li.dataset.o === "1", n: li.dataset.n === "1",
    words: (li.textContent + " " + details.get(li.dataset.c).textContent).toLowerCase(),
  }));
  const marks = $$("[data-c]", prose).map((node) => ({ node, of: node.dataset.c.split(" ") }));
  let visible = rows.map((r) => r.c), current = null, opener = null;

  // -- filters -------------------------------------------------------------------------------------------------------
  const pressed = (selector) => $$(selector + '[aria-pressed="true"]');
  function filter() {
    const verdicts = pressed(".chip[data-v]").map((b) => b.dataset.v);
    const flags = pressed(".chip[data-flag]").map((b) => b.dataset.flag);
    const by = Object.fromEntries($$("select[data-by]").map((s) => [s.dataset.by, s.value]));
    const words = $("#search").value.toLowerCase().split(/\s+/).filter(Boolean);
    visible = [];
    for (const r of rows) {
      const fits = (!verdicts.length || verdicts.includes(r.v)) && flags.every((f) => r[f]) && (!by.u || r.u === by.u)
        && (!by.t || r.t === by.t) && (!by.e || r.e.includes(by.e)) && words.every((w) => r.words.includes(w));
      r.li.hidden = !fits;
      if (fits) visible.push(r.c);
    }
    const seen = new Set(visible);
    for (const m of marks) m.node.classList.toggle("dimmed", !m.of.some((c) => seen.has(c)));
    const any = verdicts.length || flags.length || words.length || Object.values(by).some(Boolean);
    $("#count").textContent = `${visible.length} of ${rows.length} claims`;
    $("#reset").hidden = !any;
    $("#none").hidden = visible.length > 0;
    position();
  }
  function press(button) {
    button.setAttribute("aria-pressed", button.getAttribute("aria-pressed") !== "true");
  }
  if (rows.length) {
    $$("#filters .chip").forEach((b) => b.addEventListener("click", () => { press(b); filter(); }));
    $$("#filters select").forEach((s) => s.addEventListener("change", filter));
    $("#search").addEventListener("input", filter);
    $("#filters").addEventListener("submit", (event) => event.preventDefault());
    $("#filters").addEventListener("reset", () => {
      $$("#filters .chip").forEach((b) => b.setAttribute("aria-pressed", "false"));
      setTimeout(() => { filter(); $("#search").focus(); });
    });
  }
  $$(".views .chip").forEach((b) => b.addEventListener("click", () => {
    press(b);
    prose.classList.toggle("show-" + b.dataset.show);
  }));

  // -- the panel -----------------------------------------------------------------------------------------------------
  function position() {
    const at = visible.indexOf(current);
    $("#pos").textContent = at < 0 ? `– of ${visible.length}` : `${at + 1} of ${visible.length}`;
    $("#prev").disabled = $("#next").disabled = !visible.length || (visible.length === 1 && at === 0);
  }
  function select(c, { focus = true, scroll = true } = {}) {
    if (!details.has(c)) return;
    if (current) details.get(current).classList.remove("on");
    current = c;
    details.get(c).classList.add("on");
    panel.classList.add("open");
    side.classList.add("opened");
    panel.scrollTop = 0;
    for (const m of marks) m.node.classList.toggle("sel", !m.node.classList.contains("u") && m.of.includes(c));
    position();
    if (focus) $("h2", details.get(c)).focus({ preventScroll: true });
    const mark = marks.find((m) => m.of.includes(c) && m.node.matches(".c"));
    if (mark && scroll) reveal(mark.node);
    history.replaceState(null, "", "#c" + c);
  }
  function reveal(node) {
    const box = node.getBoundingClientRect();
    const bottom = panel.getBoundingClientRect().left === 0 ? innerHeight * .4 : innerHeight - 60;
    if (box.top < 80 || box.bottom > bottom) scrollBy({ top: box.top - Math.min(140, innerHeight / 4) });
  }
  function close() {
    if (!current) return;
    const last = current;
    details.get(current).classList.remove("on");
    current = null;
    panel.classList.remove("open");
    side.classList.remove("opened");
    marks.forEach((m) => m.node.classList.remove("sel"));
    history.replaceState(null, "", location.pathname + location.search);
    const back = opener && opener.isConnected && !opener.hidden ? opener : $(`.item[data-c="${last}"]`);
    back?.focus();
    opener = null;
  }
  function step(by) {
    if (!visible.length) return;
    const at = visible.indexOf(current);
    const from = at >= 0 ? at + by : nearest(by);
    select(visible[(from + visible.length) % visible.length]);
  }
  // Where the claim that is shown has been filtered out: the next one that hasn't.
  function nearest(by) {
    if (!current) return by > 0 ? 0 : visible.length - 1;
    const after = visible.findIndex((c) => +c > +current);
    return by > 0 ? (after < 0 ? 0 : after) : (after < 0 ? visible.length : after) - 1;
  }
  document.addEventListener("click", (event) => {
    const node = event.target.closest("[data-c]");
    if (!node || node.closest(".detail") || !node.matches(".item, .mk, .c, .u")) return;
    const direct = node.matches(".item, .mk");
    if (String(getSelection()).length && !direct) return;
    if (node.matches(".mk")) event.preventDefault();
    let of = node.dataset.c.split(" ");
    if (!direct) {
      if (!prose.classList.contains("show-claims")) return;
      // A click on text that several claims share goes through them, the shortest first.
      const whole = node.closest(".c").dataset.c.split(" ").filter((c) => visible.includes(c));
      of = whole.sort((a, b) => length(a) - length(b));
      if (!of.length) return;
      of = [of[(of.indexOf(current) + 1) % of.length]];
    }
    opener = direct ? node : null;
    select(of[0], { scroll: !prose.contains(node) || innerWidth < 992 });
  });
  const lengths = new Map();
  for (const m of marks) {
    if (m.node.matches(".c")) m.of.forEach((c) => lengths.set(c, (lengths.get(c) || 0) + m.node.textContent.length));
  }
  const length = (c) => lengths.get(c) || 0;
  document.addEventListener("mouseover", (event) => {
    const of = event.target.closest?.(".item")?.dataset.c;
    for (const m of marks) if (m.node.matches(".c")) m.node.classList.toggle("hover", !!of && m.of.includes(of));
  });
  $("#close").addEventListener("click", close);
  $("#next").addEventListener("click", () => step(1));
  $("#prev").addEventListener("click", () => step(-1));
  const follow = () => {
    const c = /^#c(\d+)$/.exec(location.hash)?.[1];
    if (c && c !== current) select(c);
  };
  addEventListener("hashchange", follow);

  // -- keys ----------------------------------------------------------------------------------------------------------
  const help = $("#help"), keys = $("#keys");
  keys.checked = store.get("keys") !== "off";
  keys.addEventListener("change", () => store.set("keys", keys.checked ? "on" : "off"));
  $("#help-open").addEventListener("click", () => help.showModal());
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
    if (event.key === "Escape" && current) { close(); return; }
    if (event.target.matches("input, select, textarea") || !keys.checked) return;
    const act = { j: () => step(1), k: () => step(-1), "/": () => { close(); $("#search")?.focus(); }, t: () => theme.turn(), "?": () => help.showModal() }[event.key];
    if (act) { event.preventDefault(); act(); }
  });
  // A search field that was kept over a reload has its filter back.
  if (rows.length) filter();
  follow();
  // Going to the fragment takes focus and place away again in some browsers, after the page has loaded.
  addEventListener("load", () => setTimeout(() => { if (current) select(current); }));
}
