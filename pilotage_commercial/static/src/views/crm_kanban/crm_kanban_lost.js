import { patch } from "@web/core/utils/patch";
import { Domain } from "@web/core/domain";
import {
    CrmKanbanDynamicGroupList,
    CrmKanbanModel,
} from "@crm/views/crm_kanban/crm_kanban_model";

const OPEN_OR_LOST = ["|", ["active", "=", true], ["stage_id.is_lost", "=", true]];

const isAboutActive = (domain) =>
    new Domain(domain).toList({}).some((leaf) => Array.isArray(leaf) && leaf[0] === "active");

/**
 * Lost opportunities are archived: by stage, the kanban shows them in the Lost column, unless
 * the user's own filters already say something about archived records.
 */
patch(CrmKanbanModel.prototype, {
    _getNextConfig(currentConfig, params) {
        const config = super._getNextConfig(currentConfig, params);
        config.searchDomain =
            "domain" in params ? params.domain : currentConfig.searchDomain ?? config.domain;
        const byStage = config.resModel === "crm.lead" && config.groupBy?.[0] === "stage_id";
        config.domain =
            byStage && !isAboutActive(config.searchDomain)
                ? Domain.and([config.searchDomain, OPEN_OR_LOST]).toList({})
                : config.searchDomain;
        return config;
    },

    async load() {
        this.lostStages ??= this.orm
            .search("crm.stage", [["is_lost", "=", true]])
            .then((ids) => (this.lostStageIds = ids));
        await Promise.all([this.lostStages, super.load(...arguments)]);
    },
});

patch(CrmKanbanDynamicGroupList.prototype, {
    /**
     * Dropping a card on a Lost column asks for the lost reason first; Odoo's own wizard marks
     * the opportunity lost, and the server moves it to the column.
     */
    async moveRecord(dataRecordId, dataGroupId, refId, targetGroupId) {
        const target = this.groups.find((group) => group.id === targetGroupId);
        const isLoss =
            dataGroupId !== targetGroupId &&
            this.groupByField?.name === "stage_id" &&
            this.model.lostStageIds?.includes(target?.value);
        if (!isLoss) {
            return super.moveRecord(...arguments);
        }
        const record = this.records.find((record) => record.id === dataRecordId);
        const ids = [record.resId];
        return this.model.action.doAction("crm.crm_lead_lost_action", {
            additionalContext: {
                active_id: record.resId,
                active_ids: ids,
                active_model: "crm.lead",
                lost_stage_id: target.value,
            },
            onClose: () => this.model.load(),
        });
    },
});
