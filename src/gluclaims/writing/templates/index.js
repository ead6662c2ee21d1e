{
  const all = JSON.parse($("#data").textContent), body = $("#rows"), size = 100;
  const heads = $$("#table thead th");
  let shown = all, sorted = null, first = 0;
  // Everything goes in as text: a title is never read as HTML.
  function cell(tag, text, className) {
    const node = document.createElement(tag);
    node.textContent = text;
    if (className) node.className = className;
    return node;
  }
  function show() {
    const rows = shown.slice(first, first + size).map((row) => {
      const tr = document.createElement("tr"), head = document.createElement("th"), a = cell("a", row[0]);
      head.scope = "row";
      a.href = row[1];
      a.dir = "auto";
      head.append(a, cell("span", row[2], "dim src"));
      tr.append(head, cell("td", row[3], "num"), ...row.slice(4).map((n) => cell("td", n || "", "num")));
      return tr;
    });
    body.replaceChildren(...rows);
    $("#count").textContent = `${shown.length.toLocaleString("en")} of ${all.length.toLocaleString("en")} articles`;
    $("#at").textContent = shown.length ? `${first + 1} to ${Math.min(first + size, shown.length)}` : "none";
    $("#back").disabled = first === 0;
    $("#on").disabled = first + size >= shown.length;
    $("#pager").hidden = shown.length <= size;
  }
  function arrange() {
    const words = $("#search").value.toLowerCase().split(/\s+/).filter(Boolean);
    shown = all.filter((row) => words.every((w) => (row[0] + " " + row[2]).toLowerCase().includes(w)));
    if (sorted) {
      const { k, up } = sorted, compare = new Intl.Collator("en", { numeric: true }).compare;
      shown.sort((a, b) => (k ? a[k] - b[k] : compare(a[0], b[0])) * (up ? 1 : -1));
    }
    first = 0;
    show();
  }
  for (const head of heads) {
    const button = document.createElement("button"), k = +head.dataset.k;
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      sorted = { k, up: sorted?.k === k ? !sorted.up : k === 0 };
      heads.forEach((h) => h.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", sorted.up ? "ascending" : "descending");
      arrange();
    });
  }
  $("#search").addEventListener("input", arrange);
  $("#back").addEventListener("click", () => { first -= size; show(); });
  $("#on").addEventListener("click", () => { first += size; show(); });
  arrange();
}
