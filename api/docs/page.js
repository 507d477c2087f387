// What the page can do beyond showing: search, copy, light and dark. Without it everything is still there to read.
"use strict";

// The app's own choice, kept where the app keeps it; else what the system likes.
const light = matchMedia("(prefers-color-scheme: light)");
const kept = "stratum.theme";
function chosen() {
  try {
    const said = JSON.parse(localStorage.getItem(kept) ?? "null");
    return said === "light" || said === "dark" ? said : null;
  } catch {
    return null;
  }
}
function show(theme) {
  document.documentElement.dataset.theme = theme;
}
show(chosen() ?? (light.matches ? "light" : "dark"));
light.addEventListener("change", () => {
  if (!chosen()) show(light.matches ? "light" : "dark");
});

document.addEventListener("DOMContentLoaded", () => {
  const navigation = document.getElementById("navigation");
  const contents = document.getElementById("contents");
  const search = document.getElementById("search");
  const nothing = document.getElementById("nothing");
  const operations = [...document.querySelectorAll(".operation")];
  const schemas = [...document.querySelectorAll(".schema")];

  document.getElementById("theme").addEventListener("click", () => {
    const next = document.documentElement.dataset.theme === "light" ? "dark" : "light";
    try {
      localStorage.setItem(kept, JSON.stringify(next));
    } catch {
      // Where nothing may be kept, the choice lasts as long as the page.
    }
    show(next);
  });

  function open(wanted) {
    navigation.classList.toggle("open", wanted);
    contents.setAttribute("aria-expanded", String(wanted));
  }
  contents.addEventListener("click", () => open(!navigation.classList.contains("open")));
  navigation.addEventListener("click", (event) => {
    if (event.target.closest("a")) open(false);
  });

  function find() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = (element) => words.every((word) => element.dataset.words.includes(word));
    let count = 0;
    const shown = new Set();
    for (const operation of operations) {
      operation.hidden = !fits(operation);
      if (!operation.hidden) shown.add(operation.id), count++;
    }
    for (const schema of schemas) {
      schema.hidden = !fits(schema);
      if (!schema.hidden) count++;
    }
    for (const section of document.querySelectorAll("section.tag")) {
      section.hidden = words.length > 0 && !section.querySelector(".operation:not([hidden]), .schema:not([hidden])");
    }
    for (const item of navigation.querySelectorAll("li[data-for]")) item.hidden = !shown.has(item.dataset.for);
    for (const group of navigation.querySelectorAll(".group")) {
      group.hidden = words.length > 0 && !group.querySelector("li:not([hidden])");
    }
    document.querySelector(".hero").classList.toggle("searched", words.length > 0);
    nothing.hidden = count > 0;
    nothing.textContent = count > 0 ? "" : `Nothing here is called “${search.value.trim()}”.`;
    if (words.length > 0) scrollTo({top: 0, behavior: "instant"});
  }
  search.addEventListener("input", find);
  search.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      search.value = "";
      find();
    } else if (event.key === "Enter") {
      operations.find((operation) => !operation.hidden)?.scrollIntoView();
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && event.target !== search && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      search.focus();
      search.select();
    } else if (event.key === "Escape") {
      open(false);
    }
  });

  // A link to something that the search has hidden, or that is folded, shows it.
  function reveal() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    if (target.closest("[hidden]")) {
      search.value = "";
      find();
    }
    if (target.tagName === "DETAILS") target.open = true;
    target.scrollIntoView({behavior: "instant"});
  }
  addEventListener("hashchange", reveal);
  if (location.hash) reveal();

  for (const bar of document.querySelectorAll(".bar")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Copy";
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(bar.nextElementSibling.textContent);
        button.textContent = "Copied";
      } catch {
        getSelection().selectAllChildren(bar.nextElementSibling);
        button.textContent = "Selected";
      }
      setTimeout(() => (button.textContent = "Copy"), 1600);
    });
    bar.append(button);
  }

  // The operation that is read is marked among the contents.
  const links = new Map([...navigation.querySelectorAll("li[data-for] a")].map((link) => [link.parentElement.dataset.for, link]));
  let current;
  const watch = new IntersectionObserver((entries) => {
    const entry = entries.find((one) => one.isIntersecting);
    if (!entry) return;
    current?.removeAttribute("aria-current");
    current = links.get(entry.target.id);
    current?.setAttribute("aria-current", "true");
    if (current && innerWidth > 860) {
      const place = current.getBoundingClientRect();
      if (place.top < 80 || place.bottom > innerHeight - 20) navigation.scrollTop += place.top - innerHeight / 3;
    }
  }, {rootMargin: "-90px 0px -70% 0px"});
  for (const operation of operations) watch.observe(operation);
});
