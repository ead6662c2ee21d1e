{
  const controls = ["layer", "article", "text"].map((id) => $("#" + id)), [layer, article, text] = controls;
  const items = $$("#errors li");
  function show() {
    const wanted = text.value.toLowerCase();
    let n = 0;
    for (const li of items) {
      li.hidden = (layer.value && li.dataset.layer !== layer.value) || (article.value && li.dataset.article !== article.value)
        || (wanted && !li.textContent.toLowerCase().includes(wanted));
      n += !li.hidden;
    }
    $("#count").textContent = `${n.toLocaleString("en")} errors`;
  }
  controls.forEach((control) => control.addEventListener("input", show));
}
