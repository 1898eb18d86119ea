"""Walks a screen with the Tab key: whatever can be used there is met on the way, shows that it is where one is, and lets go.

Elements are found in the page as it stands, so that what is added later is walked to as well. What is closed (a menu, `details`)
is reached by opening it, which its own button is there for.
"""

from __future__ import annotations

import asyncio
import json

from playwright.async_api import Page

_WATCH = """(() => {
    const still = new CSSStyleSheet();
    still.replaceSync('* { transition: none !important }');
    document.adoptedStyleSheets.push(still);
    const kinds = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [tabindex]';
    const shown = one => one.checkVisibility({visibilityProperty: true});
    const usable = one => shown(one) && one.tabIndex >= 0 && !one.matches(':disabled, [inert] *');
    const outlined = style => style.outlineStyle !== 'none' && style.outlineWidth !== '0px';
    const frame = one => {
        const style = getComputedStyle(one);
        return [outlined(style), style.boxShadow, style.borderColor].join();
    };
    document.activeElement?.blur();  // so that nothing is framed yet
    const before = new Map([...document.querySelectorAll(kinds)].filter(usable).map(one => [one, frame(one)]));
    window.walked = {before, met: new Set(), plain: new Set()};
    document.addEventListener('focusin', event => {
        const one = event.target;
        walked.met.add(one);
        // The frame of its label may show where a box is.
        const label = one.labels?.[0];
        const seen = frame(one) !== before.get(one) || (label && outlined(getComputedStyle(label)));
        if (before.has(one) && !seen) walked.plain.add(one);
    });
    getSelection().collapse(document.body, 0);
    return before.size;
})()"""
_FOUND = """(() => {
    const said = one => one.outerHTML.replace(/\\s+/g, ' ').slice(0, 120);
    // Of radio buttons the keys of arrows reach the others.
    const group = one => one.type === 'radio' ? [...document.getElementsByName(one.name)] : [one];
    const missed = one => one.isConnected && !group(one).some(two => walked.met.has(two));
    return JSON.stringify({
        missed: [...walked.before.keys()].filter(missed).map(said),
        plain: [...walked.plain].map(said),
    });
})()"""
BEYOND = 6
"""Presses more than there are elements: the frame of the browser is passed by on the way round."""


async def walk(page: Page) -> list[str]:
    """What the Tab key does not reach, and what does not show that it has been reached."""
    session = await page.context.new_cdp_session(page)  # the page's own policy rightly refuses scripts put into it
    try:
        count = (await session.send("Runtime.evaluate", {"expression": _WATCH}))["result"]["value"]
        key = {"key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9}
        for _ in range(count + BEYOND):
            await asyncio.gather(
                session.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **key}),
                session.send("Input.dispatchKeyEvent", {"type": "keyUp", **key}),
            )
        found = json.loads((await session.send("Runtime.evaluate", {"expression": _FOUND}))["result"]["value"])
    finally:
        await session.detach()
    return [f"not reached: {one}" for one in found["missed"]] + [f"no frame: {one}" for one in found["plain"]]
