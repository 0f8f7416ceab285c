import { patch } from "@web/core/utils/patch";
import { Domain } from "@web/core/domain";
import { CrmKanbanDynamicGroupList, CrmKanbanModel } from "@crm/views/crm_kanban/crm_kanban_model";

const isAboutActive = (domain) =>
    new Domain(domain).toList({}).some((leaf) => Array.isArray(leaf) && leaf[0] === "active");

/**
 * Lost opportunities are archived: grouped by stage, the kanban shows them in the Lost column,
 * unless the user's filters have a condition on archived records.
 */
patch(CrmKanbanModel.prototype, {
    async _loadData(config) {
        if (config.groupBy?.[0] === "stage_id" && "lost_from_stage_id" in config.fields) {
            this.lostStageIds ??= await this.orm.search("crm.stage", [["is_lost", "=", true]]);
            if (this.lostStageIds.length && !isAboutActive(config.domain)) {
                const losses = ["|", ["active", "=", true], ["stage_id", "in", this.lostStageIds]];
                config.domain = Domain.and([config.domain, losses]).toList({});
            }
        }
        return super._loadData(...arguments);
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
        const { resId } = this.records.find((record) => record.id === dataRecordId);
        return this.model.action.doAction("crm.crm_lead_lost_action", {
            additionalContext: {
                active_id: resId,
                active_ids: [resId],
                active_model: "crm.lead",
                lost_stage_id: target.value,
            },
            onClose: () => this.model.load(),
        });
    },
});
