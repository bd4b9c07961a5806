/* What the pages do: the language switch, the filters of the overview, and rows and boxes that find each other. */
"use strict";

(function () {
  const root = document.documentElement;
  const all = (selector, within) => Array.from((within || document).querySelectorAll(selector));
  const ATTRIBUTES = ["aria-label", "alt", "placeholder", "title"];
  let language = "zh";

  function remember(value) {
    try { window.localStorage.setItem("budgetbook-language", value); } catch { /* pages from disk may have no storage */ }
  }

  function recall() {
    const asked = new URLSearchParams(window.location.search).get("lang");
    if (asked) { return asked === "en" ? "en" : "zh"; }
    try { return window.localStorage.getItem("budgetbook-language") === "en" ? "en" : "zh"; } catch { return "zh"; }
  }

  function speak(next) {
    language = next;
    root.lang = next === "en" ? "en" : "zh-Hant";
    for (const element of all("[data-en]")) {
      if (element.dataset.zh === undefined) { element.dataset.zh = element.textContent; }
      element.textContent = next === "en" ? element.dataset.en : element.dataset.zh;
    }
    for (const attribute of ATTRIBUTES) {
      for (const element of all("[data-en-" + attribute + "]")) {
        if (!element.hasAttribute("data-zh-" + attribute)) { element.setAttribute("data-zh-" + attribute, element.getAttribute(attribute)); }
        element.setAttribute(attribute, element.getAttribute("data-" + next + "-" + attribute));
      }
    }
    const button = document.getElementById("language");
    button.textContent = next === "en" ? "中文" : "English";
    button.lang = next === "en" ? "zh-Hant" : "en";
    for (const link of all("a[href]:not([data-outside])")) {
      const [path, place] = link.getAttribute("href").split("#");
      const bare = path.split("?")[0];
      if (bare) { link.setAttribute("href", bare + (next === "en" ? "?lang=en" : "") + (place ? "#" + place : "")); }
    }
  }

  function switchLanguage() {
    const next = language === "en" ? "zh" : "en";
    remember(next);
    const address = new URL(window.location.href);
    if (next === "en") { address.searchParams.set("lang", "en"); } else { address.searchParams.delete("lang"); }
    try { window.history.replaceState(null, "", address); } catch { /* some browsers keep the address of a file as it is */ }
    speak(next);
  }

  function setUpFilters() {
    const search = document.getElementById("search");
    if (!search) { return; }
    const state = document.getElementById("state");
    const year = document.getElementById("year");
    const shown = document.getElementById("shown");
    function filter() {
      const words = search.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
      let count = 0;
      for (const agency of all(".agency")) {
        let visible = 0;
        for (const entry of all(".entry", agency)) {
          const said = entry.dataset.words.toLowerCase();
          const fits = (!state.value || entry.dataset.state === state.value) && (!year.value || entry.dataset.year === year.value)
            && words.every((word) => said.includes(word));
          entry.hidden = !fits;
          visible += fits ? 1 : 0;
        }
        agency.hidden = visible === 0;
        count += visible;
      }
      shown.textContent = String(count);
    }
    search.addEventListener("input", filter);
    state.addEventListener("change", filter);
    year.addEventListener("change", filter);
    filter();
  }

  function setUpCopying() {
    for (const button of all("[data-copy]")) {
      button.addEventListener("click", () => {
        const lines = document.getElementById(button.dataset.copy);
        const range = document.createRange();
        range.selectNodeContents(lines);
        const selection = window.getSelection();
        selection.removeAllRanges();
        selection.addRange(range);
        /* navigator.clipboard is not there for pages from disk in every browser; what is selected can be copied in all. */
        const done = () => { button.textContent = button.getAttribute("data-" + language + "-copied"); };
        if (navigator.clipboard && window.isSecureContext) {
          navigator.clipboard.writeText(lines.textContent).then(done, () => { if (document.execCommand("copy")) { done(); } });
        } else if (document.execCommand("copy")) { done(); }
      });
    }
  }

  function setUpSource() {
    const pane = document.querySelector(".source");
    if (!pane) { return; }
    const found = document.getElementById("found");
    const images = document.getElementById("images");
    const text = document.getElementById("text");
    const boxes = all("[data-box]", pane);
    const texts = all("[data-text]", pane);
    const rows = all("[data-row]");
    const lies = (inner, outer) => inner === outer || inner.startsWith(outer + ".");

    function show(view) {
      if (!images) { return; }
      images.hidden = view !== "images";
      text.hidden = view !== "text";
      for (const button of all("[data-view]", pane)) { button.setAttribute("aria-pressed", String(button.dataset.view === view)); }
    }

    function mark(elements) {
      for (const element of all(".chosen")) { element.classList.remove("chosen"); }
      for (const element of elements) { element.classList.add("chosen"); }
    }

    function scrollWithin(region, element) {
      const outer = region.getBoundingClientRect();
      const inner = element.getBoundingClientRect();
      region.scrollTop += inner.top - outer.top - Math.max(0, (outer.height - inner.height) / 3);
      region.scrollLeft += Math.min(0, inner.left - outer.left);
    }

    function tell(key, count) {
      found.textContent = found.getAttribute("data-" + language + "-" + key).replace("{count}", String(count));
    }

    function chooseRow(anchor) {
      const inside = boxes.filter((box) => lies(box.dataset.box, anchor));
      const around = texts.filter((part) => part.dataset.text === anchor);
      const printed = around.length ? around : texts.filter((part) => lies(part.dataset.text, anchor)).slice(0, 1);
      mark([...rows.filter((row) => row.dataset.row === anchor), ...inside, ...printed]);
      if (inside.length) {
        if (images.hidden) { show("images"); }
        scrollWithin(images, inside[0]);
        focusable(inside[0]);
        tell("box", inside.length);
      } else if (printed.length) {
        show("text");
        scrollWithin(text, printed[0]);
        tell(images ? "nobox" : "box", 0);
      }
      if (window.matchMedia("(max-width: 60rem)").matches) { pane.scrollIntoView({ block: "start" }); }
    }

    function chooseBox(anchor, element) {
      let hit = rows.filter((row) => lies(anchor, row.dataset.row) && !lies(row.dataset.row, anchor + "."));
      const nearest = Math.max(0, ...hit.map((row) => row.dataset.row.length));
      hit = hit.filter((row) => row.dataset.row.length === nearest);
      mark([...hit, element, ...texts.filter((part) => part.dataset.text === anchor)]);
      for (const row of hit) { const folded = row.closest("details"); if (folded && hit.every((other) => other.closest("details"))) { folded.open = true; } }
      const first = hit.find((row) => !row.closest("details:not([open])"));
      if (first) { first.scrollIntoView({ block: "center" }); }
      tell(hit.length ? "rows" : "none", hit.length);
    }

    function focusable(box) {
      for (const other of boxes) { other.setAttribute("tabindex", "-1"); }
      box.setAttribute("tabindex", "0");
    }

    for (const row of rows) {
      row.addEventListener("click", (event) => {
        if (event.target.closest("a, summary") || String(window.getSelection())) { return; }
        const inner = event.target.closest("[data-row]");
        if (inner === row) { chooseRow(row.dataset.row); }
      });
    }
    for (const button of all(".place")) {
      button.addEventListener("click", (event) => { event.stopPropagation(); chooseRow(button.dataset.anchor); });
    }
    boxes.forEach((box, index) => {
      box.addEventListener("click", () => { focusable(box); chooseBox(box.dataset.box, box); });
      box.addEventListener("keydown", (event) => {
        const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
        if (step) {
          event.preventDefault();
          const next = boxes[Math.min(boxes.length - 1, Math.max(0, index + step))];
          focusable(next);
          next.focus({ preventScroll: true });
          scrollWithin(images, next);
        } else if (event.key === "Enter" || event.key === " ") {
          event.preventDefault();
          chooseBox(box.dataset.box, box);
        }
      });
    });
    for (const part of texts) {
      part.addEventListener("click", (event) => {
        if (event.target.closest("[data-text]") === part && !String(window.getSelection())) { chooseBox(part.dataset.text, part); }
      });
    }
    if (boxes.length) { focusable(boxes[0]); }
    for (const button of all("[data-view]", pane)) { button.addEventListener("click", () => show(button.dataset.view)); }
    const asked = decodeURIComponent(window.location.hash.slice(1));
    if (/^b\d+(\.[rcp]\d+)*$/.test(asked)) { chooseRow(asked); }
  }

  document.getElementById("language").addEventListener("click", switchLanguage);
  speak(recall());
  setUpFilters();
  setUpCopying();
  setUpSource();
})();
