/* Small comforts. Every page works without them. */
"use strict";
(() => {
  const words = { ...document.currentScript.dataset };
  const DAYS_KEPT = 7;
  const SLOW_AFTER = 8000;
  const RETRY_AFTER = 25000;

  const make = (tag, properties, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };

  /* This device's memory may be full or forbidden; a page must not mind. */
  const kept = {
    read(key) {
      try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
    },
    write(key, value) {
      try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* nothing to do */ }
    },
    forget(key) {
      try { localStorage.removeItem(key); } catch { /* nothing to do */ }
    },
    drafts() {
      try { return Object.keys(localStorage).filter((key) => key.startsWith("draft:")); } catch { return []; }
    },
  };

  /* Drafts: what was typed stays on this device until it has been received. ------------------------ */
  const draftKey = (form) => `draft:${form.dataset.draft}`;
  const mayKeep = (field) =>
    field.name && field.name !== "csrf_token" && !["password", "file", "submit", "button", "image"].includes(field.type) &&
    /* Hidden fields belong to the page that was opened, but for the token that makes a second try harmless. */
    (field.type !== "hidden" || field.name === "token");

  const remember = (form, changes = {}) => {
    const fields = [...form.elements].filter(mayKeep)
      .map((field) => [field.name, field.value, field.type === "checkbox" || field.type === "radio" ? field.checked : null]);
    kept.write(draftKey(form), { at: Date.now(), fields, ...changes });
  };

  const putBack = (form, fields) => {
    let changed = false;
    const waiting = fields.slice();
    for (const field of [...form.elements].filter(mayKeep)) {
      const tickable = field.type === "checkbox" || field.type === "radio";
      const at = waiting.findIndex(([name, value]) => name === field.name && (!tickable || value === field.value));
      if (at < 0) continue;
      const [[, value, checked]] = waiting.splice(at, 1);
      if (tickable ? field.checked !== checked : field.value !== value) {
        if (tickable) field.checked = checked; else field.value = value;
        if (field.type !== "hidden") changed = true;
      }
    }
    return changed;
  };

  const sayRestored = (form) => {
    const forget = make("button", { type: "button", className: "quiet", textContent: words.forget });
    const said = make("div", { className: "notice notice-info draft-notice" }, make("p", { textContent: words.restored }), forget);
    said.setAttribute("role", "status");
    forget.addEventListener("click", () => {
      kept.forget(draftKey(form));
      location.reload();
    });
    form.prepend(said);
  };

  const keepDraft = (form) => {
    const draft = kept.read(draftKey(form));
    const answered = form.querySelector(".error-summary"); // the server has kept the words itself
    if (draft && !answered && putBack(form, draft.fields)) sayRestored(form);
    let timer = 0;
    const still = () => { clearTimeout(timer); timer = 0; };
    const now = () => {
      if (timer) remember(form);
      still();
    };
    const soon = () => {
      still();
      timer = setTimeout(now, 400);
    };
    form.addEventListener("input", soon);
    form.addEventListener("change", soon);
    /* A phone that turns to another app may never come back to this page. */
    document.addEventListener("visibilitychange", now);
    addEventListener("pagehide", now);
    form.addEventListener("submit", () => {
      still();
      remember(form, { sent: true });
    });
  };

  /* A form that was received answers with a redirect; refusals and faults answer in place, and a lost line not at all. */
  const wasRedirected = () => {
    const [entry] = performance.getEntriesByType("navigation");
    return (entry || performance.navigation || {}).redirectCount > 0;
  };

  const clearReceivedDrafts = () => {
    const refused = "kept" in document.body.dataset || document.querySelector(".error-summary");
    for (const key of kept.drafts()) {
      const draft = kept.read(key);
      if (!draft || Date.now() - draft.at > DAYS_KEPT * 86400000) kept.forget(key);
      else if (draft.sent && refused) kept.write(key, { ...draft, sent: false });
      else if (draft.sent && wasRedirected()) kept.forget(key);
    }
  };

  /* Once is enough: a second press while the first is on its way does nothing. -------------------- */
  const guardSending = (form) => {
    let timers = [];
    const said = make("p", { className: "sending" });
    said.setAttribute("role", "status");
    const release = () => {
      timers.forEach(clearTimeout);
      timers = [];
      delete form.dataset.sending;
      form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
    };
    form.addEventListener("submit", (submission) => {
      if (form.dataset.sending) {
        submission.preventDefault();
        return;
      }
      if (submission.defaultPrevented) return;
      const button = submission.submitter || form.querySelector("button:not([type=button])");
      (form.querySelector(".actions") || form).append(said);
      if (navigator.onLine === false) {
        submission.preventDefault();
        said.textContent = words.offline;
        return;
      }
      said.textContent = "";
      form.dataset.sending = "yes";
      if (button) button.setAttribute("aria-busy", "true");
      timers = [
        setTimeout(() => { said.textContent = words.slow; }, SLOW_AFTER),
        setTimeout(() => { release(); said.textContent = words.retry; }, RETRY_AFTER),
      ];
    });
    window.addEventListener("pageshow", (shown) => {
      if (!shown.persisted) return;
      release();
      said.textContent = "";
    });
  };

  /* Are you sure: asked in the page, with the browser's own question where <dialog> is unknown. ---- */
  const ask = (button) => {
    if (typeof HTMLDialogElement === "undefined") {
      if (window.confirm(button.dataset.confirm)) press(button);
      return;
    }
    const sure = make("button", { type: "button", className: button.className, textContent: words.sure });
    const back = make("button", { type: "button", className: "quiet", textContent: words.stay });
    const dialog = make("dialog", { className: "confirm" },
      make("article", {}, make("p", { id: "confirm-words", textContent: button.dataset.confirm }), make("div", { className: "toolbar" }, back, sure)));
    dialog.setAttribute("aria-labelledby", "confirm-words");
    back.addEventListener("click", () => dialog.close());
    sure.addEventListener("click", () => { dialog.close(); press(button); });
    dialog.addEventListener("close", () => { dialog.remove(); button.focus(); });
    document.body.append(dialog);
    dialog.showModal();
    back.focus();
  };
  const press = (button) => {
    button.dataset.confirmed = "yes";
    button.click();
    delete button.dataset.confirmed;
  };
  document.addEventListener("click", (click) => {
    const button = click.target.closest("[data-confirm]");
    if (!button || button.dataset.confirmed) return;
    click.preventDefault();
    ask(button);
  });

  /* Copy as text. --------------------------------------------------------------------------------- */
  const copy = async (button) => {
    const wanted = button.dataset.copyTarget;
    const source = wanted ? document.querySelector(wanted) : button.closest(".copybox").querySelector("pre");
    const text = "value" in source ? source.value : source.textContent;
    let done = false;
    try {
      await navigator.clipboard.writeText(text);
      done = true;
    } catch {
      /* Plain http and some chat browsers have no clipboard: select the words, then try the old way. */
      if ("select" in source) source.select(); else getSelection().selectAllChildren(source);
      try { done = document.execCommand("copy"); } catch { /* the words stay selected */ }
    }
    const label = button.querySelector("span") || button;
    const before = label.textContent;
    label.textContent = done ? words.copied : words.selected;
    button.setAttribute("aria-live", "polite");
    setTimeout(() => { label.textContent = before; }, 2500);
  };

  /* Larger text, remembered in a cookie so that the next page comes large from the server. --------- */
  const switchText = (button) => {
    const root = document.documentElement;
    const show = () => button.setAttribute("aria-pressed", String(root.dataset.text === "large"));
    button.addEventListener("click", () => {
      const large = root.dataset.text !== "large";
      if (large) root.dataset.text = "large"; else delete root.dataset.text;
      document.cookie = `text=${large ? "large" : ""}; path=/; max-age=${large ? 31536000 : 0}; samesite=lax`;
      show();
    });
    show();
    button.hidden = false;
  };

  clearReceivedDrafts();
  document.querySelectorAll("form[data-draft]").forEach(keepDraft);
  document.querySelectorAll("form[method=post]").forEach(guardSending);
  document.querySelectorAll("form[data-forget-drafts]").forEach((form) =>
    form.addEventListener("submit", () => kept.drafts().forEach(kept.forget)));
  document.querySelectorAll("[data-copy-target]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  });
  document.querySelectorAll("[data-text-switch]").forEach(switchText);
  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
  document.querySelectorAll("[data-back]").forEach((button) => {
    button.hidden = history.length < 2;
    button.addEventListener("click", () => history.back());
  });
  const first = document.querySelector("[data-focus]");
  if (first) {
    first.focus();
    window.addEventListener("load", () => first.focus()); // an address with a #place would take the focus there
  }
})();
