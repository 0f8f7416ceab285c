import { onWillStart, useEffect, useRef } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";

/**
 * Draws a chart with Odoo's Chart.js on the canvas of reference `name`, again whenever a dependency
 * changes, and destroys it with the component.
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
 * Returns the colours of the theme, light or dark, from the styles of `canvas`.
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
