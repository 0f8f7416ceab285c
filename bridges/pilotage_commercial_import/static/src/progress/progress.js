import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import {
    progressBarField,
    ProgressBarField,
} from "@web/views/fields/progress_bar/progress_bar_field";

import { onMounted, onWillUnmount } from "@odoo/owl";

const EVERY = 3000;

/** How far an import has come: the form is read again until it has ended. */
export class ImportProgressField extends ProgressBarField {
    setup() {
        super.setup();
        onMounted(() => {
            this.timer = browser.setInterval(() => this.readAgain(), EVERY);
        });
        onWillUnmount(() => browser.clearInterval(this.timer));
    }

    async readAgain() {
        // One at a time, and none while nobody looks.
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
