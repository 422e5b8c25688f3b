/* The gate: reads a number from a QR code where the browser can, and keeps still while somebody decides. */
"use strict";
(() => {
  const words = { ...document.currentScript.dataset };
  const field = document.querySelector("[data-scan]");
  const start = document.querySelector("[data-scan-start]");
  const LOOK_EVERY = 200;

  const make = (tag, properties, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };

  const scan = async () => {
    const said = make("p", { textContent: words.aim });
    said.setAttribute("role", "status");
    const video = make("video", { muted: true, playsInline: true, width: 320 });
    const stop = make("button", { type: "button", className: "quiet", textContent: words.stop });
    const dialog = make("dialog", { className: "confirm" }, make("article", {}, said, video, stop));
    document.body.append(dialog);
    dialog.showModal();
    let stream = null;
    let looking = 0;
    dialog.addEventListener("close", () => {
      clearInterval(looking);
      if (stream) stream.getTracks().forEach((track) => track.stop());
      dialog.remove();
      field.focus();
    });
    stop.addEventListener("click", () => dialog.close());
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      video.srcObject = stream;
      await video.play();
      const detector = new BarcodeDetector({ formats: ["qr_code"] });
      looking = setInterval(async () => {
        const [found] = await detector.detect(video).catch(() => []);
        if (!found || !dialog.open) return;
        field.value = found.rawValue;
        dialog.close();
        field.form.requestSubmit();
      }, LOOK_EVERY);
    } catch {
      said.textContent = words.cannot; // no camera, or it is not allowed: the field is still there
    }
  };

  if (start && field && "BarcodeDetector" in window && navigator.mediaDevices) {
    start.hidden = false;
    start.addEventListener("click", scan);
  }

  /* A page that changes under somebody's finger would take the button away that is being pressed. */
  document.addEventListener("htmx:beforeRequest", (request) => {
    const board = request.target;
    if (!board || board.id !== "board") return;
    const busy = document.querySelector("dialog[open]") || board.querySelector("details[open]") || board.contains(document.activeElement);
    if (busy) request.preventDefault();
  });
})();
