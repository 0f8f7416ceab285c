import { browser } from "@web/core/browser/browser";
import { WarningDialog } from "@web/core/errors/error_dialogs";
import { ORM } from "@web/core/orm_service";
import { registry } from "@web/core/registry";
import { patch } from "@web/core/utils/patch";
import { session } from "@web/session";
import { NextActionDialog } from "./next_action_dialog";

const REQUIRED = "odoo.addons.pilotage_commercial.exceptions.NextActionRequiredError";

// Operations that may leave an opportunity without a planned action. Odoo's "Done & Schedule Next"
// asks by itself: we only ask after it when an answer is required.
const OPERATIONS = {
    "crm.lead": ["write", "web_save", "web_save_multi", "create", "name_create", "copy"],
    "mail.activity": ["action_done", "action_done_redirect_to_other", "action_feedback"],
    "mail.activity.schedule": ["action_schedule_activities_done"],
    "pilotage.day": ["action_done"],
};
const SCHEDULING = {
    "mail.activity": ["action_done_schedule_next", "action_feedback_schedule_next"],
};

// Operations that plan: they always need an answer, whatever the company's setting.
const PLANNING = {
    "pilotage.day": ["action_plan", "action_postpone", "web_save", "web_save_multi"],
};

const isOneOf = (methods, model, method) => Boolean(methods[model]?.includes(method));

/**
 * Whether Odoo's introduction plays by itself, as in its test: it moves a card before it plans an
 * action, and answers no question that may be skipped. A person is asked: whoever installs CRM has
 * the introduction open until its last step, which few reach.
 */
function isIntroductionPlaying() {
    const { localStorage } = browser;
    const { mode } = JSON.parse(localStorage.getItem("current_tour.config") || "{}");
    return localStorage.getItem("current_tour") === "crm_tour" && mode === "auto";
}

/** Whether the user cancelled the operation instead of answering. */
export const isGivenUp = (error) => Boolean(error?.isDiscarded && error.exceptionName === REQUIRED);

let askNextAction = null;

// The last answer, until it is saved: whoever typed it while the network was lost finds it again.
let unsaved = null;

const getKey = (leads) => leads.map(({ id }) => id).join();

/** Whether a call of `method` of `model` may end in the server's question. */
function mayBeAsked(model, method) {
    if (isOneOf(PLANNING, model, method)) {
        return Boolean(askNextAction);
    }
    return (
        (isOneOf(OPERATIONS, model, method) || isOneOf(SCHEDULING, model, method)) &&
        session.ask_next_action &&
        askNextAction
    );
}

/**
 * When the server refuses an operation that leaves opportunities without a planned action, asks for
 * the next action and repeats the operation with it.
 *
 * @param {string} model
 * @param {string} method
 * @param {(context: object) => Promise} send runs the operation with an additional context
 */
function sendAndAsk(model, method, send) {
    const isAsking = isOneOf(OPERATIONS, model, method) && !isIntroductionPlaying();
    const request = send(isAsking ? { ask_next_action: true } : {});
    const answered = request.catch(async (error) => {
        if (error.exceptionName !== REQUIRED) {
            throw error;
        }
        const context = await askNextAction(error.data.context);
        if (!context) {
            error.isDiscarded = true; // by the user: no message
            throw error;
        }
        const result = await send(context);
        unsaved = null;
        return result;
    });
    answered.abort = request.abort;
    return answered;
}

patch(ORM.prototype, {
    call(model, method, args, kwargs) {
        if (!mayBeAsked(model, method)) {
            return super.call(...arguments);
        }
        return sendAndAsk(model, method, (context) =>
            super.call(model, method, args, {
                ...kwargs,
                context: { ...kwargs?.context, ...context },
            })
        );
    },
});

/** Form buttons do not use the ORM service. */
function patchButtons(action) {
    patch(action, {
        doActionButton(params, options) {
            if (params.type !== "object" || !mayBeAsked(params.resModel, params.name)) {
                return super.doActionButton(...arguments);
            }
            return sendAndAsk(params.resModel, params.name, (context) =>
                super.doActionButton(
                    { ...params, context: { ...params.context, ...context } },
                    options
                )
            );
        },
    });
}

registry.category("error_handlers").add(
    "pilotage_commercial.next_action",
    (env, error, originalError) => {
        if (isGivenUp(originalError)) {
            error.unhandledRejectionEvent.preventDefault();
            return true;
        }
        return false;
    },
    { sequence: 90 }
);

// An operation that cannot ask shows the message, as for any other UserError.
registry.category("error_dialogs").add(REQUIRED, WarningDialog);

export const nextActionService = {
    dependencies: ["action", "dialog"],
    start(env, { action, dialog }) {
        patchButtons(action);
        /** Resolves to the context for repeating the operation, `null` to cancel it. */
        askNextAction = ({ leads, required, ...proposal }) =>
            new Promise((resolve) => {
                const key = getKey(leads);
                const props = {
                    leads,
                    required,
                    proposal,
                    answer: unsaved?.key === key ? unsaved.answer : undefined,
                    onAnswer: (answer) => {
                        unsaved = { key, answer };
                        resolve({ next_action_answer: answer });
                    },
                    onSkip: () => resolve({}),
                };
                // Closing the dialog skips the question, unless an answer is required.
                const onClose = () => resolve(required ? null : {});
                dialog.add(NextActionDialog, props, { onClose });
            });
    },
};

registry.category("services").add("next_action", nextActionService);
