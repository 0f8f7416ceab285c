import { Component } from "@odoo/owl";
import { RecordsLink } from "../records_link/records_link";
import { ForecastChart } from "./forecast_chart";

/** The forecast of the open opportunities: as a chart, or in figures by month. */
export class CockpitForecast extends Component {
    static template = "pilotage_commercial.CockpitForecast";
    static components = { ForecastChart, RecordsLink };
    static props = { forecast: Object, asTable: Boolean };

    get others() {
        const { late, later, undated } = this.props.forecast;
        return [late, later, undated].filter((part) => part?.count !== 0);
    }

    get isEmpty() {
        return this.props.forecast.months.every(({ count }) => !count);
    }
}
