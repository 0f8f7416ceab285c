import { browser } from "@web/core/browser/browser";
import { ORM } from "@web/core/orm_service";
import { registry } from "@web/core/registry";
import { patch } from "@web/core/utils/patch";
import { session } from "@web/session";
import { NextActionDialog } from "./next_action_dialog";

const REQUIRED = "odoo.addons.pilotage_commercial.exceptions.NextActionRequiredError";

// What a user does on screen that may leave an opportunity with nothing planned. Odoo's own
// "Done & Schedule Next" asks by itself: its answer is only wanted when it is required.
const OPERATIONS = {
    "crm.lead": ["write", "web_save", "web_save_multi", "create", "name_create", "copy"],
    "mail.activity": ["action_done", "action_done_redirect_to_other", "action_feedback"],
    "mail.activity.schedule": ["action_schedule_activities_done"],
    "pilotage.day": ["action_done"],
};
const SCHEDULING = {
    "mail.activity": ["action_done_schedule_next", "action_feedback_schedule_next"],
};

// What plans by itself: the answer is always wanted, whatever the company asks elsewhere.
const PLANNING = {
    "pilotage.day": ["action_plan", "action_postpone", "web_save", "web_save_multi"],
};

const isOneOf = (methods, model, method) => Boolean(methods[model]?.includes(method));

// Odoo's own introduction to the pipeline moves a card before it plans anything: not interrupted.
const isIntroduction = () => browser.localStorage.getItem("current_tour") === "crm_tour";

/** Whether `error` is the user's giving up an operation rather than saying what is next. */
export const isGivenUp = (error) => Boolean(error?.isDiscarded && error.exceptionName === REQUIRED);

let askNextAction = null;

/** Whether calling `method` of `model` may end in the server's question. */
function mayBeAsked(model, method) {
    if (isOneOf(PLANNING, model, method)) {
        return Boolean(askNextAction);
    }
    return (
        (isOneOf(OPERATIONS, model, method) || isOneOf(SCHEDULING, model, method)) &&
        session.ask_next_action &&
        askNextAction &&
        !isIntroduction()
    );
}

/**
 * The server says when an operation of the user leaves opportunities with nothing planned: then
 * asks for the next action, and repeats the operation with it.
 *
 * @param {string} model
 * @param {string} method
 * @param {(context: object) => Promise} send does the operation, with what is added to its context
 */
function sendAndAsk(model, method, send) {
    const request = send(isOneOf(OPERATIONS, model, method) ? { ask_next_action: true } : {});
    const answered = request.catch(async (error) => {
        if (error.exceptionName !== REQUIRED) {
            throw error;
        }
        const context = await askNextAction(error.data.context);
        if (!context) {
            error.isDiscarded = true; // by the user, who needs no message
            throw error;
        }
        return send(context);
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

/** The buttons of forms do not pass by the ORM service. */
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

export const nextActionService = {
    dependencies: ["action", "dialog"],
    start(env, { action, dialog }) {
        patchButtons(action);
        /** Resolves to the context with which to repeat the operation, `null` to give it up. */
        askNextAction = ({ leads, required, ...proposal }) =>
            new Promise((resolve) => {
                const props = {
                    leads,
                    required,
                    proposal,
                    onAnswer: (answer) => resolve({ next_action_answer: answer }),
                    onSkip: () => resolve({}),
                };
                // Closed without a word: as skipped, unless an answer is required.
                const onClose = () => resolve(required ? null : {});
                dialog.add(NextActionDialog, props, { onClose });
            });
    },
};

registry.category("services").add("next_action", nextActionService);
