import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {animationFrame} from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    mockService,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");

class Customer extends models.Model {
    _name = "gift.customer";
    name = fields.Char();
    _records = [{id: 1, name: "Dragon Gifts"}];
}

defineMailModels();
defineModels([Customer]);

async function mountCustomers(allowed) {
    onRpc("has_group", ({args}) =>
        allowed.some((role) => args[1].endsWith(`_group_${role}`))
    );
    await mountView({
        resModel: "gift.customer",
        type: "list",
        arch: `<list><field name="name"/></list>`,
        domain: [["name", "ilike", "dragon"]],
        searchViewArch: "<search/>",
        config: {actionType: "ir.actions.act_window"},
    });
}

test("export goes on after its menu has closed", async () => {
    onRpc("gift.export", "start_export", ({args}) => {
        expect.step(`${args[0]} ${JSON.stringify(args[1])}`);
        return {type: "ir.actions.client", tag: "display_notification"};
    });
    mockService("action", {doAction: (action) => expect.step(action.tag)});
    await mountCustomers(["sales"]);
    await contains(".o_cp_action_menus .dropdown-toggle").click();
    await contains(".o_crm_gift_export").click();
    await animationFrame();
    expect(".o_crm_gift_export").toHaveCount(0);
    expect.verifySteps([
        'gift.customer [["name","ilike","dragon"]]',
        "display_notification",
    ]);
});

test("those who only read find no export", async () => {
    await mountCustomers(["clerk", "user"]);
    await contains(".o_cp_action_menus .dropdown-toggle").click();
    // Odoo's own item says that the menu is open
    expect(".o_import_menu").toHaveCount(1);
    expect(".o_crm_gift_export").toHaveCount(0);
});
