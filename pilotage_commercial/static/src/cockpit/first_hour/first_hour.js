import { Component, onMounted, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { isSingular } from "../../figure/plural";
import { TargetDialog } from "./target_dialog";

const getWords = () => ({
    pipeline: {
        name: _t("The pipeline"),
        text: _t("Stages that say where a deal stands, from prospect to won or lost."),
        button: _t("See the stages"),
    },
    sheet: {
        name: _t("Your sheet"),
        text: _t("The deals that you follow today: a file, or the first one typed."),
        button: _t("Import"),
    },
    margin: {
        name: _t("Urgency and margin"),
        text: _t("Enter the cost or the margin of one deal, or set its urgency."),
        setting: _t(
            "A quotation below the margin floor can ask for a reason: switch it on in the settings of CRM."
        ),
        button: _t("Open the pipeline"),
    },
    day: {
        name: _t("The day"),
        text: _t("A next action and its date on a deal: it comes back on the right day."),
        button: _t("To handle today"),
    },
    rules: {
        name: _t("The follow-up rules"),
        text: _t("Keep them on, and check the delay of each one."),
        button: _t("Read the rules"),
    },
    targets: {
        name: _t("Three targets"),
        text: _t("Pipeline, conversion, sales cycle: proposed from your own last twelve months."),
        button: _t("Set the targets"),
    },
    slot: {
        name: _t("The weekly quarter of an hour"),
        text: _t("Block fifteen minutes a week in everybody's calendar."),
        button: _t("Open the review"),
    },
    review: {
        name: _t("The first review"),
        text: _t("Measure, analyse, act: five steps, then three dated actions."),
        button: _t("Hold the review"),
    },
    colleagues: {
        name: _t("Your colleagues"),
        text: _t("Somebody else who sells, with their own deals and figures."),
        button: _t("Invite"),
    },
});

const ACTIONS = {
    pipeline: "crm.crm_stage_action",
    margin: "crm.crm_lead_action_pipeline",
    day: "pilotage_commercial.crm_lead_action_to_handle",
    rules: "pilotage_commercial.base_automation_action_followup",
    colleagues: "base.action_res_users",
};

/** The steps of the method on a new database: ticked by facts, until done or dismissed. */
export class FirstHour extends Component {
    static template = "pilotage_commercial.FirstHour";
    static props = {};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.words = getWords();
        this.state = useState({ steps: [], isManager: false });
        onMounted(() => this.load());
    }

    get progress() {
        const { steps } = this.state;
        const done = steps.filter((step) => step.done).length;
        const values = { done, count: steps.length };
        return isSingular(done)
            ? _t("%(done)s step of %(count)s", values)
            : _t("%(done)s steps of %(count)s", values);
    }

    /** The first open step: the one to do now. */
    get next() {
        return this.state.steps.find(({ done }) => !done)?.code;
    }

    async load() {
        try {
            const result = await this.orm.silent.call("pilotage.start", "get_steps", []);
            this.state.steps = result.steps;
            this.state.isManager = result.is_manager;
        } catch {
            this.state.steps = []; // an error here must not hide the figures
        }
    }

    async open({ code }) {
        if (code === "sheet") {
            return this.openSheet();
        }
        if (code === "targets") {
            return this.dialog.add(TargetDialog, {
                format: (value, unit) => this.env.cockpit.format(value, unit),
                onSaved: () => {
                    this.load();
                    this.env.cockpit.load(); // the cards show the new targets
                },
            });
        }
        if (code === "slot" || code === "review") {
            const action = await this.orm.call("pilotage.review", "open_current", [false]);
            return this.action.doAction(action);
        }
        return this.action.doAction(ACTIONS[code]);
    }

    openSheet() {
        return this.action.doAction({
            type: "ir.actions.client",
            tag: "import",
            params: {
                active_model: "crm.lead",
                context: { default_type: "opportunity" },
            },
        });
    }

    async dismiss() {
        await this.orm.call("pilotage.start", "dismiss", []);
        this.state.steps = [];
    }
}
