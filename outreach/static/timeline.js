// A slider over a row of links: the place of the thumb is one of them. Without script the links stay.
"use strict";
for (const row of document.querySelectorAll("[data-timeline]")) {
  const links = [...row.querySelectorAll("a")];
  const now = links.findIndex((link) => link.hasAttribute("aria-current"));
  const slider = document.createElement("input");
  slider.type = "range";
  slider.min = 0;
  slider.max = links.length - 1;
  slider.value = now < 0 ? links.length - 1 : now;
  slider.setAttribute("aria-label", row.getAttribute("aria-label"));
  const say = () => slider.setAttribute("aria-valuetext", links[slider.value].title);
  say();
  slider.addEventListener("input", () => {
    say();
    links.forEach((link, at) => link.toggleAttribute("data-under", at === Number(slider.value)));
  });
  slider.addEventListener("change", () => links[slider.value].click());
  row.append(slider);
}
