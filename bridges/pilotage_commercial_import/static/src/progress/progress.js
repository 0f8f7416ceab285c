import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import {
    progressBarField,
    ProgressBarField,
} from "@web/views/fields/progress_bar/progress_bar_field";

import { onMounted, onWillUnmount } from "@odoo/owl";

const EVERY = 3000;

/** The progress of an import: the form is reloaded until the import has ended. */
export class ImportProgressField extends ProgressBarField {
    setup() {
        super.setup();
        onMounted(() => {
            this.timer = browser.setInterval(() => this.readAgain(), EVERY);
        });
        onWillUnmount(() => browser.clearInterval(this.timer));
    }

    async readAgain() {
        // One read at a time, and none while the page is hidden.
        if (this.reading || document.hidden) {
            return;
        }
        this.reading = true;
        try {
            await this.props.record.load();
        } finally {
            this.reading = false;
        }
    }
}

registry.category("fields").add("pilotage_import_progress", {
    ...progressBarField,
    component: ImportProgressField,
});
