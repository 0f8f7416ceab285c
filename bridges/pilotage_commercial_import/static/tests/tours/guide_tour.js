import { registry } from "@web/core/registry";
import {
    card,
    column,
    loseAndRestoreSteps,
    openPivotSteps,
} from "@pilotage_commercial/../tests/tours/pipeline_tour";
import { GOOD, openImportSteps, upload } from "./import_sheet_tour";

/** The guide's own two rows, from the file to the pivot. */
registry.category("web_tour.tours").add("pilotage_commercial_import.guide", {
    steps: () => [
        ...openImportSteps(),
        upload(GOOD, "suivi.csv"),
        { trigger: ".o_import_data_sidepanel:contains(suivi)" },
        { trigger: ".o_control_panel_main_buttons button:contains(Importer)", run: "click" },
        {
            content: "M. Dupont BTP is in the column of quotations, with its next action",
            trigger: `${column("Devis")} ${card("M. Dupont BTP")}:contains('Relance téléphonique')`,
        },
        {
            content: "Atelier Martin is among the qualified, with its own",
            trigger: `${column("Qualifié")} ${card("Atelier Martin")}:contains('Envoyer une offre')`,
        },
        ...loseAndRestoreSteps("M. Dupont BTP", "Devis", "Perdu", "Trop cher"),
        ...openPivotSteps(),
        {
            content: "5 000 + 12 500 = 17 500 €, with a narrow no-break space in French",
            trigger: ".o_pivot td:contains(/17.500,00.€/)",
        },
    ],
});
