import { Component } from "@odoo/owl";
import { deserializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { getChartColors, useChart } from "../chart_hook";

const FIGURES = ["amount", "weighted", "by_win_rate"];

/** The forecast by month: the open amount, and the expected part of it. */
export class ForecastChart extends Component {
    static template = "pilotage_commercial.ForecastChart";
    static props = { forecast: Object };

    setup() {
        useChart(
            "canvas",
            (canvas) => this.getConfig(canvas),
            () => [this.props.forecast]
        );
    }

    get names() {
        return {
            amount: _t("Open"),
            weighted: _t("By probability"),
            by_win_rate: _t("By measured win rate"),
        };
    }

    getDatasets(colors) {
        const { months, win_rate } = this.props.forecast;
        const figures = FIGURES.filter((figure) => figure !== "by_win_rate" || win_rate !== null);
        const bar = { grouped: false, borderRadius: 3 }; // the expected bar, inside the open one
        const looks = {
            amount: { ...bar, backgroundColor: colors.soft, barPercentage: 0.9, order: 3 },
            weighted: { ...bar, backgroundColor: colors.main, barPercentage: 0.5, order: 2 },
            by_win_rate: {
                type: "line",
                borderColor: colors.accent,
                backgroundColor: colors.accent,
                borderWidth: 2,
                pointRadius: 3,
                order: 1,
            },
        };
        return figures.map((figure) => ({
            label: this.names[figure],
            data: months.map((month) => (month.count === 0 ? null : month[figure])),
            ...looks[figure],
        }));
    }

    getConfig(canvas) {
        const { months } = this.props.forecast;
        const { format } = this.env.cockpit;
        const money = (value) => format.call(this.env.cockpit, value, "money");
        const colors = getChartColors(canvas);
        return {
            type: "bar",
            data: {
                labels: months.map(({ month }) => deserializeDate(month).toFormat("LLL yy")),
                datasets: this.getDatasets(colors),
            },
            options: {
                animation: false,
                maintainAspectRatio: false,
                interaction: { mode: "index", intersect: false },
                onClick: (ev, elements) => this.onClick(elements),
                onHover: (ev, elements) => {
                    canvas.style.cursor = elements.length ? "pointer" : "default";
                },
                scales: {
                    x: {
                        grid: { display: false },
                        border: { color: colors.grid },
                        ticks: { color: colors.text, maxRotation: 0, autoSkipPadding: 8 },
                    },
                    y: {
                        beginAtZero: true,
                        grid: { color: colors.grid },
                        border: { display: false },
                        ticks: { color: colors.text, maxTicksLimit: 5, callback: money },
                    },
                },
                plugins: {
                    legend: {
                        position: "bottom",
                        labels: {
                            color: colors.text,
                            boxWidth: 12,
                            boxHeight: 12,
                            sort: (one, other) => one.datasetIndex - other.datasetIndex,
                        },
                    },
                    tooltip: {
                        callbacks: {
                            title: ([{ dataIndex }]) => months[dataIndex].name,
                            label: ({ dataset, raw }) => `${dataset.label}: ${money(raw)}`,
                        },
                    },
                },
            },
        };
    }

    onClick([element]) {
        const month = element && this.props.forecast.months[element.index];
        if (month?.count) {
            this.env.cockpit.open(month);
        }
    }
}
