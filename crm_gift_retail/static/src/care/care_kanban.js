import {registry} from "@web/core/registry";
import {KanbanRenderer} from "@web/views/kanban/kanban_renderer";
import {kanbanView} from "@web/views/kanban/kanban_view";

import {onMounted} from "@odoo/owl";

/**
 * Care by person. A phone shows one column at a time and cannot unfold: it begins with
 * somebody's care, and what is nobody's yet comes last, open like the rest.
 */
export class CareKanbanRenderer extends KanbanRenderer {
    setup() {
        super.setup();
        onMounted(() => this.unfoldOnPhone());
    }

    getGroupsOrRecords() {
        const found = super.getGroupsOrRecords();
        if (!this.env.isSmall || !this.props.list.isGrouped) {
            return found;
        }
        const isNobodys = ({group}) => !group.value;
        return [
            ...found.filter((column) => !isNobodys(column)),
            ...found.filter(isNobodys),
        ];
    }

    unfoldOnPhone() {
        if (this.env.isSmall && this.props.list.isGrouped) {
            for (const group of this.props.list.groups) {
                if (group.isFolded) {
                    group.toggle();
                }
            }
        }
    }
}

registry.category("views").add("gift_care_kanban", {
    ...kanbanView,
    Renderer: CareKanbanRenderer,
});
