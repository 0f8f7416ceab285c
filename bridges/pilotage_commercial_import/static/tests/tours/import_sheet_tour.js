import { registry } from "@web/core/registry";

const HEADERS = "Opportunité / client;Montant estimé;Statut;Prochaine action;Date d’échéance";
export const GOOD = `${HEADERS}
M. Dupont BTP;5 000 €;Devis envoyé;Relance téléphonique;18/12
Atelier Martin;12 500 €;Prospect qualifié;Envoyer une offre;20/12
`;
const BAD = GOOD.replace("5 000 €", "cher").replace("12 500 €", "très cher");
const COLUMNS = HEADERS.split(";").length;

export function upload(content, name) {
    return {
        content: `Upload ${name}`,
        trigger: ".o_control_panel_main_buttons button:contains(Charger), .o_import_file",
        run() {
            const input = document.querySelector(".o_control_panel input[type='file']");
            const transfer = new DataTransfer();
            transfer.items.add(new File([content], name, { type: "text/csv" }));
            input.files = transfer.files;
            input.dispatchEvent(new Event("change", { bubbles: true }));
        },
    };
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
            content: "The template is offered",
            trigger: "a[href*='pipeline_sheet_fr.xlsx']:contains(Tableau de suivi)",
        },
        upload(BAD, "mauvais.csv"),
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
        {
            content: "Both bad rows are named",
            trigger: ".o_import_report:contains(Ligne 2):contains(« très cher »)",
        },
        upload(GOOD, "suivi.csv"),
        { trigger: ".o_import_data_sidepanel:contains(suivi)" },
        { trigger: "body:not(:has(.o_import_report))" },
        { trigger: ".o_control_panel_main_buttons button:contains(Importer)", run: "click" },
        { trigger: ".o_kanban_record:contains(M. Dupont BTP)" },
    ],
});
