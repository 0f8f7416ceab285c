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

export function setFile(input, content, name) {
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

// An export of HubSpot: quoted cells, useless columns, and a stage name that Odoo does not know.
const HUBSPOT = `"Record ID","Deal Name","Deal Stage","Close Date","Deal owner","Amount","Pipeline","Associated Company (Primary)","Create Date"
"9001","Hangar","Contract Sent (Sales Pipeline)","2027-01-17 10:00","Camille","1200.50","Sales Pipeline","Dupont BTP","2026-09-02 09:00"
"9002","Quai","Closed Won (Sales Pipeline)","2026-10-02 10:00","Camille","900","Sales Pipeline","Martin SA","2026-08-02 09:00"
"9003","Toit","Site Survey (Sales Pipeline)","2027-02-01 10:00","","","Sales Pipeline","",""
`;

registry.category("web_tour.tours").add("pilotage_commercial_import.hubspot", {
    steps: () => [
        ...bringSteps(HUBSPOT, "hubspot-crm-exports-all-deals-2026-11-26.csv"),
        {
            content: "The stage that is none of ours is asked for, once",
            trigger: ".o_field_widget[name=status_ids] td:contains(Site Survey)",
        },
        {
            content: "Choose its stage",
            trigger: ".o_field_widget[name=status_ids] td[name=stage_id]",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=status_ids] .o_field_widget[name=stage_id] input",
            run: "edit Site à visiter",
        },
        { trigger: ".o-autocomplete--dropdown-item:contains(Site à visiter)", run: "click" },
        { trigger: "button[name=action_import]", run: "click" },
        {
            content: "The report is shown again, as the choice changes it",
            trigger: "body:not(:has(.o_field_widget[name=status_ids] td:contains(First stage)))",
        },
        ...importSteps(),
        ...pipelineSteps(),
        { trigger: ".o_data_row:contains(Hangar)" },
        { trigger: ".o_data_row:contains(Quai)" },
    ],
});
