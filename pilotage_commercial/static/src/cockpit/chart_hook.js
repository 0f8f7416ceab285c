import { onWillStart, useEffect, useRef } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";

/**
 * Draws a chart of Odoo's Chart.js on the canvas of reference `name`, anew whenever one of the
 * dependencies changes, and destroys it with the component.
 *
 * @param {string} name
 * @param {(canvas: HTMLCanvasElement) => Object} getConfig
 * @param {() => any[]} getDependencies
 */
export function useChart(name, getConfig, getDependencies) {
    const canvasRef = useRef(name);
    onWillStart(() => loadBundle("web.chartjs_lib"));
    useEffect(
        (canvas) => {
            if (!canvas) {
                return;
            }
            const chart = new Chart(canvas, getConfig(canvas));
            return () => chart.destroy();
        },
        () => [canvasRef.el, ...getDependencies()]
    );
}

/**
 * The colours of the theme, light or dark, as the style sheet gives them to `canvas`.
 *
 * @param {HTMLElement} canvas
 */
export function getChartColors(canvas) {
    const style = getComputedStyle(canvas);
    const get = (name) => style.getPropertyValue(`--pilotage-${name}`).trim();
    return {
        text: style.color,
        main: get("main"),
        soft: get("soft"),
        grid: get("grid"),
        accent: get("accent"),
        muted: get("muted"),
    };
}
