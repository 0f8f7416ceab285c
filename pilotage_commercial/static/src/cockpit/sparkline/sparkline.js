import { Component } from "@odoo/owl";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { getChartColors, useChart } from "../chart_hook";

/** The trend of a KPI over the last weeks, with its target. */
export class Sparkline extends Component {
    static template = "pilotage_commercial.Sparkline";
    static props = {
        trend: Array,
        target: { type: [Number, { value: null }] },
        format: Function,
    };

    setup() {
        useChart(
            "canvas",
            (canvas) => this.getConfig(canvas),
            () => [this.props.trend, this.props.target]
        );
    }

    get points() {
        return this.props.trend.map(({ date_to, value }) => ({ day: date_to, value }));
    }

    /** A line needs two points. */
    get isShown() {
        return this.points.filter(({ value }) => value !== null).length > 1;
    }

    get label() {
        const known = this.points.filter(({ value }) => value !== null);
        return _t("Trend over 13 weeks: from %(first)s to %(last)s", {
            first: this.props.format(known.at(0).value),
            last: this.props.format(known.at(-1).value),
        });
    }

    getPointLabel({ day, value }) {
        return `${formatDate(deserializeDate(day))}: ${this.props.format(value)}`;
    }

    getConfig(canvas) {
        const { points } = this;
        const colors = getChartColors(canvas);
        const last = points.length - 1;
        const datasets = [
            {
                data: points.map(({ value }) => value),
                borderColor: colors.main,
                backgroundColor: colors.soft,
                borderWidth: 2,
                fill: "start",
                spanGaps: true,
                tension: 0.25,
                pointRadius: points.map((point, index) => (index === last ? 3 : 0)),
                pointHoverRadius: 4,
                pointBackgroundColor: colors.main,
                clip: false,
            },
        ];
        if (this.props.target !== null) {
            datasets.push({
                data: points.map(() => this.props.target),
                borderColor: colors.muted,
                borderWidth: 1,
                borderDash: [4, 3],
                pointRadius: 0,
                pointHitRadius: 0,
                pointHoverRadius: 0,
            });
        }
        return {
            type: "line",
            data: { labels: points.map(({ day }) => day), datasets },
            options: {
                animation: false,
                maintainAspectRatio: false,
                interaction: { mode: "index", intersect: false },
                layout: { padding: 4 },
                scales: { x: { display: false }, y: { display: false, grace: "10%" } },
                plugins: {
                    legend: { display: false },
                    tooltip: {
                        caretSize: 0,
                        padding: 4,
                        displayColors: false,
                        filter: ({ datasetIndex }) => datasetIndex === 0,
                        callbacks: {
                            title: () => "",
                            label: ({ dataIndex }) => this.getPointLabel(points[dataIndex]),
                        },
                    },
                },
            },
        };
    }
}
