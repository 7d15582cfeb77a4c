import {
    CONTACT_STATES,
    contactWords,
} from "@crm_gift_retail/fields/contact_state/contact_state";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {queryAttribute} from "@odoo/hoot-dom";
import {mockDate} from "@odoo/hoot-mock";
import {
    allowTranslations,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

const {DateTime} = luxon;

describe.current.tags("desktop");

class Customer extends models.Model {
    _name = "gift.customer";

    tier_letter = fields.Char();
    tier_color = fields.Integer();
    tier_public_name = fields.Char();
    contact_state = fields.Selection({
        selection: Object.keys(CONTACT_STATES).map((key) => [key, key]),
    });
    next_contact_date = fields.Date();

    _records = [
        {
            id: 1,
            tier_letter: "A",
            tier_color: 3,
            tier_public_name: "Diamond",
            contact_state: "red",
            next_contact_date: "2026-03-01",
        },
        {
            id: 2,
            tier_letter: "B",
            tier_color: 4,
            contact_state: "amber",
            next_contact_date: "2026-03-14",
        },
        {id: 3},
    ];
}

defineMailModels();
defineModels([Customer]);
onRpc("has_group", () => true);

test("tier badge: letter in its colour, public name for tooltip and screen reader", async () => {
    await mountView({
        resModel: "gift.customer",
        type: "list",
        arch: `<list><field name="tier_letter" widget="gift_tier_badge"
            options="{'color_field': 'tier_color', 'public_name_field': 'tier_public_name'}"/></list>`,
    });
    expect(".o_crm_gift_tier").toHaveCount(2);
    expect(".o_data_row:eq(0) .o_crm_gift_tier").toHaveText("A");
    expect(".o_data_row:eq(0) .o_crm_gift_tier").toHaveClass("o_badge_color_3");
    expect(queryAttribute(".o_data_row:eq(0) .o_crm_gift_tier", "aria-label")).toBe(
        "Tier A, Diamond"
    );
    expect(queryAttribute(".o_data_row:eq(1) .o_crm_gift_tier", "aria-label")).toBe(
        "Tier B"
    );
    expect(".o_data_row:eq(2) .o_crm_gift_tier").toHaveCount(0);
});

test("contact colour says in words how late it is", async () => {
    mockDate("2026-03-13 12:00:00");
    await mountView({
        resModel: "gift.customer",
        type: "list",
        arch: `<list><field name="contact_state" widget="gift_contact_state"
            options="{'date_field': 'next_contact_date'}"/></list>`,
    });
    expect(".o_data_row:eq(0) .o_crm_gift_contact").toHaveText("Overdue by 12 days");
    expect(".o_data_row:eq(0) .o_crm_gift_contact").toHaveClass("text-danger");
    expect(".o_data_row:eq(1) .o_crm_gift_contact").toHaveText("Due tomorrow");
    expect(".o_data_row:eq(2) .o_crm_gift_contact").toHaveCount(0);
});

test("the compact sign keeps its words for screen readers", async () => {
    mockDate("2026-03-13 12:00:00");
    await mountView({
        resModel: "gift.customer",
        type: "list",
        arch: `<list><field name="contact_state" widget="gift_contact_state"
            options="{'date_field': 'next_contact_date', 'compact': true}"/></list>`,
    });
    expect(".o_data_row:eq(0) .o_crm_gift_contact").toHaveText("");
    expect(queryAttribute(".o_data_row:eq(0) .o_crm_gift_contact", "aria-label")).toBe(
        "Overdue by 12 days"
    );
});

test("every state has a word and a sign of its own", () => {
    allowTranslations();
    const today = DateTime.fromISO("2026-03-13");
    const states = Object.values(CONTACT_STATES);
    expect(new Set(states.map((state) => state.icon)).size).toBe(5);
    expect(new Set(states.map((state) => state.word.toString())).size).toBe(5);
    // shape and word differ too: nobody depends on the colour
    expect(contactWords("green", today.plus({days: 40}), {today})).toBe("In touch");
    expect(contactWords("red", today.minus({days: 1}), {today})).toBe(
        "Overdue by 1 day"
    );
    expect(contactWords("amber", today, {today})).toBe("Due today");
    // on an order or picking it must not read as if the parcel were late
    expect(contactWords("red", today.minus({days: 9}), {isLong: true, today})).toBe(
        "Contact overdue by 9 days"
    );
    expect(contactWords("red", undefined, {today})).toBe("Overdue");
});
