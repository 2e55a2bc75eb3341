// Draws the dependency graph.  The list on the page holds the same facts; nothing depends on this.
"use strict";
(() => {
  const box = document.getElementById("graph");
  if (!box || !window.cytoscape) return;
  const $ = (id) => document.getElementById(id);
  const said = $("graph-said");
  const SHAPES = { 1: "◆", 2: "▲", 3: "■", 4: "●" };
  const READABLE = 0.55; // the least zoom at which a label can be read

  // Tokens are light-dark(): only an element that uses one knows the colour of now.
  const probe = document.createElement("span");
  probe.hidden = true;
  document.body.append(probe);
  const token = (name) => { probe.style.color = `var(${name})`; return getComputedStyle(probe).color; };

  const label = (node) => {
    const cut = (text, most) => (text.length > most ? text.slice(0, most - 1) + "…" : text);
    const more = node.effect && node.effect !== "fails" ? [node.effect] : [];
    if (node.work.length) more.push(`⚑ ${node.work[0]}${node.work.length > 1 ? ` +${node.work.length - 1}` : ""}`);
    const lines = [cut(node.name, 25), cut(`${SHAPES[node.criticality] || "?"} ${node.class}`, 27)];
    return [...lines, ...(more.length ? [cut(more.join(" · "), 30)] : [])].join("\n");
  };

  const style = () => [
    { selector: "node", style: {
      shape: "round-rectangle", width: 190, height: 44, label: "data(label)", "text-wrap": "wrap", "text-max-width": 400,
      "text-valign": "center", "text-halign": "center", "font-family": "Inter, sans-serif", "font-size": 12, "line-height": 1.3,
      color: token("--ink"), "background-color": token("--surface"), "border-width": 1, "border-color": token("--line-firm"), "min-zoomed-font-size": 7 } },
    { selector: "node[?tall]", style: { height: 60 } },
    { selector: "node[criticality = '1']", style: { "border-color": token("--ink"), "border-width": 2, "font-weight": 600 } },
    { selector: "node[effect = 'stays up']", style: { "border-style": "dashed", color: token("--ink-2") } },
    { selector: "node[effect = 'loses redundancy']", style: { "border-style": "double", "border-width": 4, "border-color": token("--hold") } },
    { selector: "node[?open]", style: { "border-color": token("--hold"), "border-width": 4, "background-color": token("--hold-soft") } },
    { selector: "node[?incident]", style: { "border-color": token("--bad"), "background-color": token("--bad-soft") } },
    { selector: "node[?root]", style: { "background-color": token("--accent"), "border-color": token("--accent"), color: token("--on-accent"), "font-weight": 600 } },
    { selector: "edge", style: {
      width: 1, "curve-style": "bezier", "line-color": token("--control"), "target-arrow-color": token("--control"), "target-arrow-shape": "triangle", "arrow-scale": 0.8, opacity: 0.7 } },
    { selector: ".off", style: { opacity: 0.2 } },
    { selector: "edge.path", style: { width: 3, opacity: 1, "line-color": token("--accent"), "target-arrow-color": token("--accent") } },
    { selector: "node.chosen", style: { "overlay-color": token("--accent"), "overlay-opacity": 0.15, "overlay-padding": 4 } },
  ];

  function failed(why) {
    box.removeAttribute("role");
    box.textContent = "";
    const told = document.createElement("p");
    told.className = "empty";
    told.textContent = `The drawing did not come: ${why}. The list below holds the same facts; load the page again to draw it.`;
    box.append(told);
  }

  const waiting = document.createElement("p");
  waiting.className = "empty";
  waiting.textContent = "Drawing …";
  const later = setTimeout(() => box.append(waiting), 300);

  fetch(box.dataset.src, { headers: { Accept: "application/json" }, credentials: "same-origin" })
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(`the server answered ${answer.status}`))))
    .then((told) => { clearTimeout(later); waiting.remove(); draw(told); })
    .catch((error) => { clearTimeout(later); failed(error.message); });

  function draw(told) {
    const elements = [
      ...told.nodes.map((node) => ({ group: "nodes", data: { ...node, label: label(node), tall: label(node).split("\n").length > 2, open: node.work.length > 0 }, position: { x: node.x, y: node.y } })),
      ...told.edges.filter((edge) => edge.from !== edge.to).map((edge, at) => ({ group: "edges", data: { id: `edge-${at}`, source: edge.from, target: edge.to, words: edge.words } })),
    ];
    const many = told.nodes.length > 150;
    const cy = cytoscape({
      container: box, elements, style: style(), layout: { name: "preset" }, minZoom: 0.05, maxZoom: 2, boxSelectionEnabled: false,
      hideEdgesOnViewport: many, textureOnViewport: false, pixelRatio: many ? 1 : "auto",
    });
    window.steersmanGraph = cy; // for who looks into the page with the tools of the browser, and for tests
    const home = () => {
      cy.fit(undefined, 24);
      if (cy.zoom() > 1) cy.zoom(1);
      if (cy.zoom() < READABLE && cy.width() > 500) { // on a phone the list tells the names: show all of it
        // Too much to read at once: begin at what was asked about, and let people move on.
        cy.zoom(READABLE);
        const root = cy.nodes("[?root]").first().position();
        cy.pan({ x: 110 - root.x * READABLE, y: box.clientHeight / 2 - root.y * READABLE });
      } else cy.center();
    };
    home();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => cy.style(style()));
    document.addEventListener("change", (event) => { if (event.target.name === "theme") setTimeout(() => cy.style(style()), 50); });

    // A thing that is chosen shows its way to the root, and its line in the list.
    function choose(node) {
      const rows = document.querySelectorAll(".graph-list tr.marked");
      rows.forEach((row) => row.classList.remove("marked"));
      cy.elements().removeClass("off path chosen");
      if (!node || node.empty()) return;
      const root = cy.nodes("[?root]").first();
      const way = cy.elements().aStar({ root: node, goal: root, directed: false }).path || cy.collection();
      cy.elements().not(way).addClass("off");
      way.edges().addClass("path");
      node.removeClass("off").addClass("chosen");
      const row = document.getElementById("item-" + node.id());
      said.textContent = `${node.data("name")}, ${node.data("class")}, depth ${node.data("depth")}.`;
      if (row) { row.classList.add("marked"); return row; }
    }
    cy.on("tap", "node", (event) => { const row = choose(event.target); if (row) row.scrollIntoView({ block: "nearest", behavior: "auto" }); });
    cy.on("tap", (event) => { if (event.target === cy) choose(null); });
    document.querySelectorAll(".graph-list tbody tr").forEach((row) => row.addEventListener("focusin", () => choose(cy.getElementById(row.id.slice(5)))));

    const button = (id, act) => { const node = $(id); node.hidden = false; node.addEventListener("click", act); return node; };
    button("graph-fit", () => cy.fit(undefined, 24));
    const reset = button("graph-reset", () => keep("").then((ok) => ok && location.reload()));
    reset.hidden = !told.saved;
    button("graph-save", () => {
      const positions = {};
      cy.nodes().forEach((node) => { positions[node.id()] = [node.position("x"), node.position("y")]; });
      keep(JSON.stringify({ positions })).then((ok) => { if (ok) { reset.hidden = false; said.textContent = "Layout saved."; toast("Layout saved, for you and this item."); } });
    });
    button("graph-png", () => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(cy.png({ output: "blob", full: true, bg: token("--surface"), maxWidth: 8000, maxHeight: 8000 }));
      link.download = "dependencies.png";
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    });
  }

  function keep(positions) {
    const body = new URLSearchParams({ ci: box.dataset.ci, positions, csrf: box.dataset.csrf });
    return fetch("/graph/layout", { method: "POST", body, credentials: "same-origin" })
      .then((answer) => { if (!answer.ok) toast(`The layout was not kept: the server answered ${answer.status}.`); return answer.ok; })
      .catch(() => { toast("The layout was not kept: the server does not answer."); return false; });
  }

  function toast(words) {
    const told = document.createElement("div");
    told.className = "toast";
    told.setAttribute("role", "status");
    told.textContent = words;
    document.getElementById("toasts").append(told);
    setTimeout(() => told.remove(), 8000);
  }
})();
