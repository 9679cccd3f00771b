// Every page works without this file.
(() => {
  'use strict';
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const one = (selector) => document.querySelector(selector);

  // Groups that some answers make needless are hidden; what was typed in them stays.
  const counts = (field) =>
    (field.checked || !/checkbox|radio/.test(field.type)) && !field.closest('[data-shows-when][hidden]');
  const answer = (form, name) =>
    [...form.elements].find((field) => field.name === name && counts(field) && field.value.trim())?.value.trim() ?? '';

  const holds = (condition, form) => {
    const [kind, parts] = Object.entries(condition)[0];
    switch (kind) {
      case 'answered': return answer(form, parts) !== '';
      case 'equals': return answer(form, parts[0]) === parts[1];
      case 'any': return parts.some((part) => holds(part, form));
      case 'all': return parts.every((part) => holds(part, form));
      default: return !holds(parts, form);
    }
  };

  // From the top: a field that is hidden counts as not answered for those below it.
  const showGroups = (form) => {
    for (const group of all('[data-shows-when]', form)) {
      group.hidden = !holds(JSON.parse(group.dataset.showsWhen), form);
    }
  };

  for (const form of all('form:has([data-shows-when])')) {
    all('[data-plain]', form).forEach((text) => { text.hidden = true; });
    form.addEventListener('input', () => showGroups(form));
    showGroups(form);
  }

  // A draft follows what is typed; leaving asks while it is not kept.
  const keepDraft = (form) => {
    const state = form.querySelector('[data-autosave-state]');
    let timer = 0, isDirty = false, isSending = false, isRunning = false, isOutdated = false,
      isWaiting = false;

    const say = (key) => {
      state.textContent = state.dataset[key];
      state.classList.toggle('failed', key === 'failed' || key === 'outdated');
    };
    const saveIn = (delay) => { clearTimeout(timer); timer = setTimeout(save, delay); };
    const save = async (keepalive = false) => {
      clearTimeout(timer);
      if (!isDirty || isSending || isRunning || isOutdated) return;
      isDirty = false;
      isRunning = true;
      say('saving');
      try {
        const body = new URLSearchParams(new FormData(form));
        const headers = { 'X-Autosave': '1' };
        const request = { method: 'POST', body, headers, keepalive, redirect: 'error' };
        const answer = await fetch(form.dataset.autosave, request);
        isOutdated = answer.status === 409;
        if (!answer.ok) throw new Error();
        const revision = answer.headers.get('X-Revision');
        if (revision) form.elements.revision.value = revision;
        say('saved');
        if (isDirty) saveIn(1000);
      } catch {
        isDirty = true;
        say(isOutdated ? 'outdated' : 'failed');
        saveIn(15000);
      } finally {
        isRunning = false;
      }
    };

    form.addEventListener('input', () => { isDirty = true; saveIn(1000); });
    // What is on its way to be kept comes first: two at once would be told that the other has changed the text.
    form.addEventListener('submit', (event) => {
      if (!isRunning) { isSending = true; return; }
      event.preventDefault();
      if (isWaiting) return;
      isWaiting = true;
      const { submitter } = event;
      const again = () => {
        if (isRunning) { setTimeout(again, 50); return; }
        isWaiting = false;
        form.requestSubmit(submitter);
      };
      again();
    });
    document.addEventListener('visibilitychange', () => { if (document.hidden) save(true); });
    addEventListener('pagehide', () => save(true));
    addEventListener('pageshow', () => { isSending = false; });
    addEventListener('beforeunload', (event) => {
      if ((isDirty || isRunning) && !isSending) event.preventDefault();
    });
  };
  all('form[data-autosave]').forEach(keepDraft);

  // A file is read into the text that it stands above; a fault leads to its line.
  for (const input of all('[data-reads-into]')) {
    input.closest('[data-file-group]').hidden = false;
    input.addEventListener('change', async () => {
      const area = document.getElementById(input.dataset.readsInto);
      if (!input.files[0]) return;
      area.value = await input.files[0].text();
      area.dispatchEvent(new Event('input', { bubbles: true }));
      area.focus();
    });
  }
  document.addEventListener('click', (event) => {
    const line = Number(event.target.dataset?.line);
    const area = line && document.querySelector(event.target.getAttribute('href'));
    if (!area) return;
    event.preventDefault();
    const before = area.value.split('\n').slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0);
    area.focus();
    area.setSelectionRange(before, before + (area.value.split('\n')[line - 1] ?? '').length);
    area.scrollTop = (line - 4) * parseFloat(getComputedStyle(area).lineHeight);
  });

  // One press, one request. Buttons come back with the page, or after a while.
  const free = (form) => {
    delete form.dataset.sent;
    all('button', form).forEach((button) => { button.disabled = false; });
  };
  document.addEventListener('submit', (event) => {
    // One that waits for its draft comes again.
    if (event.defaultPrevented) return;
    const form = event.target;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = 'yes';
    setTimeout(() => all('[type="submit"]', form).forEach((button) => { button.disabled = true; }));
    setTimeout(free, 8000, form);
  });
  addEventListener('pageshow', () => all('form[data-sent]').forEach(free));

  one('[data-error-summary]')?.focus();

  // Single keys, while nobody types.
  const move = (step) => {
    const links = all('[data-rows] tbody tr').map((row) => row.querySelector('a')).filter(Boolean);
    const here = links.findIndex((link) => link.closest('tr').contains(document.activeElement));
    links[here < 0 ? 0 : Math.min(Math.max(here + step, 0), links.length - 1)]?.focus();
  };
  const keys = { j: () => move(1), k: () => move(-1), '/': () => one('[data-search]')?.focus() };
  document.addEventListener('keydown', (event) => {
    if (document.body.dataset.keys === 'off' || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = keys[event.key];
    if (!act || event.target.closest('input, select, textarea')) return;
    event.preventDefault();
    act();
  });

  // What has changed since the page was shown; the script only says so, and the reader decides when to look.
  const live = one('[data-live]');
  if (live && 'EventSource' in window) {
    let source = null;
    const leave = () => {
      source?.close();
      source = null;
    };
    const tell = () => {
      live.hidden = false;
      leave();
    };
    // A page that nobody looks at gives up its line, for a browser has six to a server. When it is looked at again it
    // says when it was shown, and is told of what it missed.
    const follow = () => {
      if (document.visibilityState !== 'visible') leave();
      else if (!source && live.hidden) {
        source = new EventSource(live.dataset.live);
        source.addEventListener('cases', tell);
      }
    };
    follow();
    document.addEventListener('visibilitychange', follow);
    addEventListener('pageshow', follow);
    addEventListener('pagehide', leave);
    one('[data-live-reload]').addEventListener('click', (event) => {
      event.preventDefault();
      location.reload();
    });
  }

  // Reading a serial number with the camera.
  const scan = async (button) => {
    const field = document.getElementById(button.dataset.scan);
    const label = button.textContent;
    const srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
    const video = document.createElement('video');
    Object.assign(video, { srcObject, muted: true, playsInline: true, className: 'scanner' });
    let isOpen = true;
    const stop = () => {
      isOpen = false;
      srcObject.getTracks().forEach((track) => track.stop());
      video.remove();
      Object.assign(button, { textContent: label, onclick: start });
    };
    button.before(video);
    Object.assign(button, { textContent: button.dataset.stop, onclick: stop });
    await video.play();
    const detector = new BarcodeDetector();
    while (isOpen) {
      const [code] = await detector.detect(video);
      if (code && isOpen) {
        const read = code.rawValue.trim();
        const lines = field.value.split('\n').filter(Boolean);
        // A field takes one code; an area takes a line for each, until somebody stops.
        if (field.tagName !== 'TEXTAREA') {
          stop();
          field.value = read;
          field.focus();
        } else if (!lines.includes(read)) {
          field.value = [...lines, read, ''].join('\n');
        }
        field.dispatchEvent(new Event('input', { bubbles: true }));
      }
      await new Promise((resume) => setTimeout(resume, 200));
    }
  };
  const start = ({ currentTarget: button }) => {
    button.onclick = null;
    scan(button).catch(() => { button.hidden = true; });
  };
  if ('BarcodeDetector' in window && navigator.mediaDevices) {
    all('[data-scan]').forEach((button) => Object.assign(button, { hidden: false, onclick: start }));
  }
})();
