/* The day board: drag a turn, or change a time in the table; the judge's words come back at once. */
"use strict";
(() => {
  const STEP = 5;
  const board = () => document.getElementById("day-board");

  const clock = (minute) => `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;

  /* The answer is the whole board again; where the person was, the person stays. */
  const put = (html) => {
    const fresh = new DOMParser().parseFromString(html, "text/html").getElementById("day-board");
    if (!fresh) { location.reload(); return; }
    const here = document.activeElement && document.activeElement.id;
    const frame = document.querySelector(".day-frame");
    const aside = frame ? frame.scrollLeft : 0;
    board().replaceWith(fresh);
    prepare();
    const again = here && document.getElementById(here);
    if (again) again.focus();
    const now = document.querySelector(".day-frame");
    if (now) now.scrollLeft = aside;
  };

  const send = async (action, form) => {
    board().setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(action, { method: "POST", body: form, headers: { "X-Board": "1" }, redirect: "error" });
      put(await answer.text());
    } catch {
      location.reload(); // no line, or signed out meanwhile: the page itself says so
    }
  };

  document.addEventListener("submit", (submission) => {
    const form = submission.target.closest("form[data-board]");
    if (!form) return;
    submission.preventDefault();
    send(form.action, new FormData(form));
  });

  /* Dragging: sideways only, in steps of five minutes. ------------------------------------------- */
  let held = null;

  const take = (press) => {
    const turn = press.target.closest(".turn");
    if (!turn || press.button !== 0 || press.pointerType === "touch") return;
    press.preventDefault();
    turn.setPointerCapture(press.pointerId);
    turn.classList.add("turn-dragged");
    held = { turn, from: press.clientX, x: Number(turn.getAttribute("x")), moved: 0 };
  };

  const drag = (move) => {
    if (!held) return;
    const pixels = Number(held.turn.ownerSVGElement.dataset.pixels);
    held.moved = Math.round((move.clientX - held.from) / pixels / STEP) * STEP;
    held.turn.setAttribute("x", held.x + held.moved * pixels);
    held.turn.querySelector(".turn-clock").textContent = clock(Number(held.turn.dataset.starts) + held.moved);
  };

  const drop = () => {
    if (!held) return;
    const { turn, moved } = held;
    held = null;
    turn.classList.remove("turn-dragged");
    if (!moved) return;
    const { booking, batch, hall, starts } = turn.dataset;
    const row = document.getElementById(`save-${booking}-${batch}`).form;
    const form = new FormData();
    for (const name of ["csrf_token", "revision", "booking", "batch"]) form.set(name, row.elements[name].value);
    form.set(`starts_${hall}`, clock(Math.max(0, Number(starts) + moved)));
    send(turn.ownerSVGElement.dataset.move, form);
  };

  const prepare = () => {
    const drawing = document.querySelector("svg.day");
    if (!drawing) return;
    drawing.classList.add("draggable");
    drawing.addEventListener("pointerdown", take);
    drawing.addEventListener("pointermove", drag);
    drawing.addEventListener("pointerup", drop);
    drawing.addEventListener("pointercancel", drop);
    document.querySelectorAll("[data-needs-script]").forEach((hint) => { hint.hidden = false; });
  };
  prepare();
})();
