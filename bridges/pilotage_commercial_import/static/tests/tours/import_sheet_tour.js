import { registry } from "@web/core/registry";

const HEADERS = "Opportunité / client;Montant estimé;Statut;Prochaine action;Date d’échéance";
export const GOOD = `${HEADERS}
M. Dupont BTP;5 000 €;Devis envoyé;Relance téléphonique;18/12
Atelier Martin;12 500 €;Prospect qualifié;Envoyer une offre;20/12
`;
const COLUMNS = HEADERS.split(";").length;

export function upload(content, name) {
    return {
        content: `Upload ${name}`,
        trigger: ".o_control_panel_main_buttons button:contains(Charger), .o_import_file",
        run() {
            setFile(document.querySelector(".o_control_panel input[type='file']"), content, name);
        },
    };
}

function setFile(input, content, name) {
    const transfer = new DataTransfer();
    transfer.items.add(new File([content], name, { type: "text/csv" }));
    input.files = transfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
}

export const openImportSteps = () => [
    {
        trigger: ".o_kanban_view .o_cp_action_menus .fa-cog",
        run: "click",
    },
    { trigger: ".o_import_menu", run: "click" },
];

registry.category("web_tour.tours").add("pilotage_commercial_import.import_sheet", {
    steps: () => [
        ...openImportSteps(),
        {
            content: "The template is offered, and our own screen",
            trigger: "a[href*='pipeline_sheet_fr.xlsx']:contains(Tableau de suivi)",
        },
        { trigger: "button.o_bring_pipeline" },
        upload(GOOD, "suivi.csv"),
        {
            content: "Every column is recognised",
            trigger: ".o_import_data_content tbody tr",
            run() {
                const fields = document.querySelectorAll(
                    ".o_import_data_content .o_import_field_icon.border-end"
                );
                if (fields.length !== COLUMNS) {
                    throw new Error(`${fields.length} columns recognised of ${COLUMNS}`);
                }
            },
        },
        { trigger: ".o_control_panel_main_buttons button:contains(Importer)", run: "click" },
        { trigger: ".o_kanban_record:contains(M. Dupont BTP)" },
    ],
});

/** Choose a file on our own screen, opened from the pipeline's menu, and look at the report. */
const bringSteps = (content, name) => [
    { trigger: ".o_kanban_view .o_cp_action_menus .fa-cog", run: "click" },
    { trigger: ".o_bring_pipeline", run: "click" },
    {
        content: `Choose ${name}`,
        trigger: ".o_pilotage_import .o_field_widget[name=file] .o_select_file_button",
        run() {
            setFile(
                document.querySelector(".o_field_widget[name=file] input[type='file']"),
                content,
                name
            );
        },
    },
    { trigger: "button[name=action_check]:visible", run: "click" },
    { trigger: ".o_pilotage_import_report" },
];
const importSteps = () => [
    { trigger: "button[name=action_import]", run: "click" },
    { trigger: "button[name=action_undo]" },
];
const pipelineSteps = () => [
    { trigger: "button[name=action_open_leads]", run: "click" },
    { trigger: ".o_list_view" },
];

registry.category("web_tour.tours").add("pilotage_commercial_import.bring", {
    steps: () => [
        ...bringSteps(SHEET, "affaires.csv"),
        { trigger: ".o_pilotage_import_report:contains(à définir)" },
        { trigger: ".o_field_widget[name=status_ids] td:contains(Bloqué par le PLU)" },
        ...importSteps(),
        ...pipelineSteps(),
        { trigger: ".o_data_row:contains(Chantier A)" },
    ],
});

const SHEET = `Suivi des affaires;;;
;;;
Client;Montant;Statut;Relance
Chantier A;12 K€;Devis envoyé;18/12
Chantier B;à définir;Bloqué par le PLU;fin décembre
TOTAL;12000;;
`;

registry.category("web_tour.tours").add("pilotage_commercial_import.again", {
    steps: () => [
        ...bringSteps(GOOD.replace("5 000 €", "6 000 €"), "suivi.csv"),
        {
            content: "Changed in the sheet and in Odoo: a choice",
            trigger: ".o_notebook a:contains(Modifié des deux côtés)",
            run: "click",
        },
        { trigger: ".o_field_widget[name=conflict_ids] td:contains(7000)" },
        ...importSteps(),
        { trigger: "button[name=action_undo]", run: "click" },
        { trigger: ".modal-footer .btn-primary", run: "click" },
        { trigger: ".o_pilotage_import .o_statusbar_status:contains(Vérification)" },
        { trigger: "body:not(:has(button[name=action_undo]))" },
    ],
});
