/**
 * Given to the browser by test_accessibility.py, after axe-core: opens the screens one after the
 * other in the web client, and tells what is seriously wrong on ours.
 *
 * A fault is Odoo's own when one of Odoo's screens has the same one: the same rule, broken by a node
 * of the same tag in the same widget, and of the same colours where the rule is about colours. So are
 * the rows that Odoo makes up for an empty view, and the search and the chatter but for what we add
 * to them. On a screen of Odoo's, what carries a class or a field of ours is ours.
 */
const SERIOUS = ["serious", "critical"];
const { ours, screens, rules } = SETTINGS; // eslint-disable-line no-undef
const services = odoo.__WOWL_DEBUG__.root.env.services;
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const isWidget = (name) => /^o[_-]/.test(name) && !/modifier$/.test(name);
const isColour = (name) => /^(badge|btn|small|(text|bg|opacity|table|alert)-.+)$/.test(name);

/** Whether `node` is, or is inside, what this application adds to a screen. */
function isAdded(node) {
    for (let part = node; part && !part.matches(".o_view_controller"); part = part.parentElement) {
        const name = part.getAttribute("name") || part.dataset.name;
        if (/o_pilotage|o_next_action/.test(part.getAttribute("class")) || ours.includes(name)) {
            return true;
        }
    }
    return false;
}

/** Odoo fades the rows that it makes up, and gives each button that adds a card the same key. */
const isOdoos = (rule, node) =>
    node.closest(".o_view_sample_data") ||
    (rule === "accesskeys" && node.matches(".o-kanban-button-new"));
const AROUND = ".o_control_panel, .o_search_panel, .o-mail-Chatter";

/** The tags, widgets and colours from the nearest widget of Odoo down to `node`. */
function getSignature(rule, node) {
    const isShown = (name) => isWidget(name) || (rule === "color-contrast" && isColour(name));
    const path = [];
    for (let part = node; part && part !== document.body; part = part.parentElement) {
        path.unshift([part.tagName, ...[...part.classList].filter(isShown).sort()].join("."));
        if ([...part.classList].some(isWidget)) {
            break;
        }
    }
    return `${rule} ${path.join(" > ")}`;
}

async function waitFor(selector, what) {
    for (let tries = 0; tries < 100; tries++) {
        const found = document.querySelector(selector);
        if (found && !document.querySelector(".o_loading_indicator, .o_pilotage_stale")) {
            return found;
        }
        await pause(50);
    }
    throw new Error(`${what}: no ${selector}`);
}

async function open({ name, calls, action, options, clicks, ready }) {
    document.querySelectorAll(".modal .btn-close").forEach((button) => button.click());
    for (const [model, method, args] of calls) {
        await services.orm.call(model, method, args);
    }
    if (action) {
        const opened = services.action.doAction(action, { clearBreadcrumbs: true, ...options });
        const late = pause(15000).then(() => {
            throw new Error("it takes more than 15 seconds");
        });
        await Promise.race([opened, late]);
    }
    for (const selector of clicks) {
        (await waitFor(selector, name)).click();
        await pause(150);
    }
    await waitFor(ready, name);
    await pause(250);
}

async function findFaults(root) {
    const context = { include: [[root]], exclude: [[".o_notification_manager"]] };
    const options = { resultTypes: ["violations"] };
    if (rules.length) {
        options.runOnly = { type: "rule", values: rules };
    }
    const { violations } = await axe.run(context, options); // eslint-disable-line no-undef
    return violations
        .filter(({ impact }) => SERIOUS.includes(impact))
        .flatMap(({ id, nodes }) =>
            nodes.map(({ html, target, any }) => ({
                rule: id,
                node: document.querySelector(target.at(-1)),
                html: html.slice(0, 160),
                message: any[0]?.message || "",
            }))
        );
}

async function check() {
    const odooFaults = new Set();
    const found = new Map();
    for (const screen of screens) {
        try {
            await open(screen);
        } catch (error) {
            found.set(screen.name, `${screen.name} does not open: ${error}`);
            continue;
        }
        for (const { rule, node, html, message } of await findFaults(screen.root)) {
            const signature = getSignature(rule, node);
            const isOurs = isAdded(node);
            const isInside = screen.kind === "ours" && !node.closest(AROUND);
            if (isOdoos(rule, node)) {
                continue;
            }
            if (screen.kind === "odoo" && !isOurs) {
                odooFaults.add(signature);
            } else if ((isOurs || isInside) && !odooFaults.has(signature)) {
                const key = `${screen.name}: ${signature}`;
                found.set(key, `${screen.name}: ${html} ${message} [${signature}]`);
            }
        }
    }
    return [...found.values()];
}

check().then(
    (faults) => (faults.length ? console.error(faults.join("\n")) : console.log("test successful")),
    (error) => console.error(String(error.stack || error))
);
