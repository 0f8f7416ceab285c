import { Component, onWillStart, useChildSubEnv, useRef, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { download } from "@web/core/network/download";
import { rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { StartPage } from "../start_page/start_page";
import { CockpitBlock } from "./block/block";
import { CockpitChanges } from "./changes/changes";
import {
    getDefaultFilters,
    parseFilters,
    recallParams,
    rememberParams,
    serializeFilters,
} from "./cockpit_filters";
import { CockpitModel } from "./cockpit_model";
import { formatRange } from "./cockpit_periods";
import { CockpitCoverage } from "./coverage/coverage";
import { CockpitFilters } from "./filters/filters";
import { FirstHour } from "./first_hour/first_hour";
import { CockpitForecast } from "./forecast/forecast";
import { CockpitFunnel } from "./funnel/funnel";
import { CockpitHelp } from "./help/help";
import { KpiCard } from "./kpi_card/kpi_card";
import { CockpitLists } from "./lists/lists";
import { CockpitMoney } from "./money/money";
import { CockpitStart } from "./start/start";
import { CockpitTable } from "./table/table";

const DIMENSIONS = ["user", "team", "tag", "industry", "country"];

/** The cockpit: the KPIs, the records behind them, and the actions to take. */
export class Cockpit extends Component {
    static template = "pilotage_commercial.Cockpit";
    static components = {
        CockpitBlock,
        CockpitChanges,
        CockpitCoverage,
        CockpitFilters,
        CockpitForecast,
        CockpitFunnel,
        CockpitHelp,
        CockpitLists,
        CockpitMoney,
        CockpitStart,
        CockpitTable,
        FirstHour,
        KpiCard,
        Layout,
        StartPage,
    };
    static props = { ...standardActionServiceProps };

    setup() {
        const services = { orm: useService("orm"), action: useService("action") };
        this.services = services;
        this.model = useState(new CockpitModel(services, this.getInitialState()));
        this.state = useState({
            showAll: this.isShowingAll(),
            forecastAsTable: false,
            firstHour: 0, // how often its steps were brought back
        });
        this.rootRef = useRef("root");
        this.display = { controlPanel: {} };
        useChildSubEnv({ cockpit: this.model });
        useSetupAction({ rootRef: this.rootRef, getLocalState: () => this.model.getState() });
        onWillStart(() => {
            this.pushFilters();
            return this.model.load();
        });
    }

    // --- what is shown ---

    get data() {
        return this.model.cockpit.data;
    }

    /** The KPIs to start with; all of them when none is marked as such. */
    get essentials() {
        const essentials = this.data.kpis.filter(({ essential }) => essential);
        return essentials.length ? essentials : this.data.kpis;
    }

    get others() {
        return this.data.kpis.filter((kpi) => !this.essentials.includes(kpi));
    }

    get period() {
        return formatRange(this.model.options);
    }

    get dimensions() {
        return this.model.parts.table.data?.dimensions || [];
    }

    // --- filters: kept in the address, and on "back" ---

    getInitialState() {
        const { state, action } = this.props;
        if (state?.filters) {
            return state;
        }
        const params = recallParams(action.params);
        return {
            filters: parseFilters(params),
            by: DIMENSIONS.includes(params.by) ? params.by : DIMENSIONS[0],
        };
    }

    pushFilters() {
        const by = this.model.by === DIMENSIONS[0] ? undefined : this.model.by;
        const params = { ...serializeFilters(this.model.filters), by };
        rememberParams(params);
        this.props.updateActionState?.(params);
    }

    async update(filters) {
        const loaded = this.model.setFilters(filters);
        this.pushFilters();
        await loaded;
    }

    resetFilters() {
        return this.update(getDefaultFilters());
    }

    async setBy(by) {
        const loaded = this.model.setBy(by);
        this.pushFilters();
        await loaded;
    }

    // --- start simple: three KPIs, the others one switch away ---

    get storageKey() {
        return `pilotage_commercial.cockpit.all.${user.userId}`;
    }

    isShowingAll() {
        return browser.localStorage.getItem(this.storageKey) === "1";
    }

    toggleAll() {
        this.state.showAll = !this.state.showAll;
        browser.localStorage.setItem(this.storageKey, this.state.showAll ? "1" : "0");
    }

    // --- other screens and files ---

    /** Opens this week's review of the selected team. */
    async openReview() {
        const { orm, action } = this.services;
        const teamId = this.model.options.team_id || false;
        action.doAction(await orm.call("pilotage.review", "open_current", [teamId]));
    }

    async exportXlsx() {
        // To a lost session a download answers with the page to log in, which Odoo takes for a crash.
        await rpc("/web/session/check");
        await download({
            url: "/pilotage_commercial/cockpit/xlsx",
            data: this.model.getExportData(),
        });
    }

    print() {
        browser.print();
    }
}

registry.category("lazy_components").add("pilotage_commercial.cockpit", Cockpit);
