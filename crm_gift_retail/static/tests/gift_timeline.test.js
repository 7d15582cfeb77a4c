import {
    KIND_LOOKS,
    OTHER_LOOK,
    kindLook,
} from "@crm_gift_retail/timeline/timeline_looks";
import {CHANNEL_ICONS} from "@crm_gift_retail/fields/channel_icon/channel_icon";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {describe, expect, getFixture, test} from "@odoo/hoot";
import {click, queryAllTexts, queryAttribute, queryFirst, resize} from "@odoo/hoot-dom";
import {Deferred, animationFrame, mockDate, mockTimeZone} from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    makeServerError,
    mockService,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");

const FILTERS = [
    {key: "contacts", label: "Contacts", kinds: ["call", "visit"]},
    {key: "orders", label: "Orders", kinds: ["order"]},
    {key: "messages", label: "Messages", kinds: ["message_in", "message_out"]},
];
let lastId = 0;

/** A line as the server sends it. */
function line(values) {
    lastId += 1;
    return {
        id: lastId,
        date: "2026-03-10 09:30:00",
        kind: "call",
        label: "Call",
        direction: false,
        channel: "unknown",
        channel_label: "Unknown",
        outcome: "",
        is_contact: true,
        is_mass: false,
        summary: "",
        who: "",
        team: "",
        person: "",
        document: false,
        ...values,
    };
}

class Customer extends models.Model {
    _name = "gift.customer";

    name = fields.Char();
    channel = fields.Selection({
        selection: [
            ["shop", "Shop"],
            ["unknown", "Unknown"],
        ],
    });

    _records = [
        {id: 1, name: "Wang", channel: "shop"},
        {id: 2, name: "Li", channel: "unknown"},
    ];
}

defineMailModels();
defineModels([Customer]);
onRpc("has_group", () => true);

/** Mounts a form with the trail; `answer` gets the arguments of the server's method. */
async function mountTrail(answer, options = {}) {
    onRpc("gift.touchpoint", "timeline", ({args}) => {
        const [model, id, before, limit, kinds] = args;
        return answer({model, id, before, limit, kinds});
    });
    await mountView({
        resModel: "gift.customer",
        resId: 1,
        type: "form",
        arch: `<form><sheet><field name="name"/><widget name="gift_timeline"/></sheet></form>`,
        ...options,
    });
    await animationFrame();
}

function page(rows, next = false) {
    return {rows, next, filters: FILTERS};
}

test("months are those of the user's zone, newest first", async () => {
    mockDate("2026-04-02 12:00:00");
    mockTimeZone(+8);
    await mountTrail(() =>
        page([
            // 2 March in Shanghai, still February in London
            line({date: "2026-03-31 20:15:00", label: "Visit", kind: "visit"}),
            line({date: "2026-03-10 09:30:00"}),
            line({date: "2025-12-01 01:00:00", kind: "order", label: "Order"}),
        ])
    );
    expect(queryAllTexts(".o_crm_gift_month h3")).toEqual([
        "April 2026",
        "March 2026",
        "December 2025",
    ]);
    expect(".o_crm_gift_month:first .o_crm_gift_when").toHaveText(/Apr 1, 4:15/);
    expect(".o_crm_gift_timeline").toHaveAttribute("aria-busy", "false");
});

test("a line says who, where, which way and what came of it", async () => {
    mockService("action", {
        doAction(action) {
            expect.step([action.res_model, action.res_id]);
        },
    });
    await mountTrail(() =>
        page([
            line({
                kind: "order",
                label: "Order",
                channel: "shop",
                channel_label: "Shop",
                direction: "in",
                summary: "S00012 - three tea sets",
                who: "Li Lei",
                team: "Shop Beijing Road",
                person: "Ms Zhao",
                document: {model: "sale.order", id: 12, name: "S00012"},
            }),
            line({
                kind: "message_out",
                label: "Message sent",
                direction: "out",
                is_contact: false,
                is_mass: true,
                summary: "Spring catalogue",
            }),
            line({kind: "dance", label: "Dance", outcome: "Came"}),
        ])
    );
    const [order, mail, other] = [0, 1, 2].map(
        (index) => `.o_crm_gift_touch:eq(${index})`
    );
    expect(`${order} .o_crm_gift_people`).toHaveText("Li Lei · Shop Beijing Road");
    expect(`${order} .o_crm_gift_person`).toHaveText("Ms Zhao");
    expect(`${order} .o_crm_gift_door`).toHaveText("Shop");
    expect(`${order} .o_crm_gift_arrow`).toHaveAttribute(
        "aria-label",
        "From the customer"
    );
    // the order's name stands once, as the way to it
    expect(`${order} .o_crm_gift_words`).toHaveText(/S00012 · three tea sets/);
    expect(mail).toHaveClass("o_crm_gift_mass");
    expect(mail).toHaveText(/Mass mail/);
    expect(`${mail} .o_crm_gift_arrow`).toHaveAttribute(
        "aria-label",
        "To the customer"
    );
    expect(`${mail} .o_crm_gift_open`).toHaveCount(0);
    expect(`${other} .o_crm_gift_sign .fa`).toHaveClass(OTHER_LOOK.icon);
    expect(`${other} .o_crm_gift_outcome`).toHaveText("Came");
    expect(`${other} .o_crm_gift_door`).toHaveCount(0);
    await contains(`${order} .o_crm_gift_open`).click();
    expect.verifySteps([["sale.order", 12]]);
});

test("earlier lines are asked for after the last one, once", async () => {
    const key = {date: "2026-03-10 09:30:00.5", id: 7};
    const slow = new Deferred();
    const calls = [];
    const first = [line({summary: "newest"})];
    const second = [line({summary: "older"}), line({summary: "oldest"})];
    await mountTrail(async ({before, limit, kinds}) => {
        calls.push({before, limit, kinds});
        if (!before) {
            return page(first, key);
        }
        await slow;
        return page(second);
    });
    await click(".o_crm_gift_more");
    await animationFrame();
    expect(".o_crm_gift_timeline").toHaveAttribute("aria-busy", "true");
    await click(".o_crm_gift_more");
    slow.resolve();
    await animationFrame();
    await animationFrame();
    expect(calls).toEqual([
        {before: null, limit: 30, kinds: null},
        {before: key, limit: 30, kinds: null},
    ]);
    expect(".o_crm_gift_touch").toHaveCount(3);
    // one month is one heading although two pages brought it
    expect(".o_crm_gift_month").toHaveCount(1);
    expect(".o_crm_gift_more").toHaveCount(0);
    expect(".o_crm_gift_timeline [role=status]").toHaveText(
        "2 earlier lines are shown."
    );
    // the keyboard goes on where the new lines begin
    expect(queryAttribute(document.activeElement, "data-id")).toBe(`${second[0].id}`);
});

test("chips keep kinds; nothing of a kind says so and leads back", async () => {
    await mountTrail(({kinds}) => {
        expect.step(kinds ? kinds.join() : "all");
        return page(kinds ? [] : [line()]);
    });
    expect(queryAllTexts(".o_crm_gift_chips button")).toEqual([
        "All",
        "Contacts",
        "Orders",
        "Messages",
    ]);
    expect("[data-filter=all]").toHaveAttribute("aria-pressed", "true");
    await contains("[data-filter=orders]").click();
    await animationFrame();
    expect("[data-filter=orders]").toHaveAttribute("aria-pressed", "true");
    expect("[data-filter=all]").toHaveAttribute("aria-pressed", "false");
    expect(".o_crm_gift_empty").toHaveText(/Nothing of this kind yet\./);
    await contains(".o_crm_gift_empty button").click();
    await animationFrame();
    expect(".o_crm_gift_touch").toHaveCount(1);
    expect.verifySteps(["all", "order", "all"]);
});

test("an empty trail explains itself", async () => {
    await mountTrail(() => page([]));
    expect(".o_crm_gift_empty").toHaveText(/Nothing has happened yet/);
    expect(".o_crm_gift_empty button").toHaveCount(0);
});

test("a trail that is somebody else's says so instead of seeming empty", async () => {
    const note =
        "Claimed by Li until 3 May. You see the trail after your first contact.";
    await mountTrail(() => ({...page([]), note}));
    expect(".o_crm_gift_note").toHaveText(note);
    expect(".o_crm_gift_empty").toHaveCount(0);
});

test("a trail that cannot be read leaves the form usable", async () => {
    let broken = true;
    await mountTrail(() => {
        if (broken) {
            throw makeServerError({message: "Record 1 is gone."});
        }
        return page([line()]);
    });
    expect(".o_crm_gift_failed").toHaveText(/could not be read\. Record 1 is gone\./);
    expect(".o_field_widget[name=name] input").toHaveValue("Wang");
    broken = false;
    await contains(".o_crm_gift_failed button").click();
    await animationFrame();
    expect(".o_crm_gift_failed").toHaveCount(0);
    expect(".o_crm_gift_touch").toHaveCount(1);
});

test("the next record shows its own trail, a late answer is dropped", async () => {
    const slow = new Deferred();
    await mountTrail(
        async ({id}) => {
            if (id === 1) {
                await slow;
            }
            return page([line({summary: `of ${id}`})]);
        },
        {resIds: [1, 2]}
    );
    expect(".o_crm_gift_placeholder").toHaveCount(1);
    await contains(".o_pager_next").click();
    await animationFrame();
    expect(".o_crm_gift_touch").toHaveText(/of 2/);
    slow.resolve();
    await animationFrame();
    expect(queryAllTexts(".o_crm_gift_touch").join()).not.toMatch(/of 1/);
});

test("a record that is not saved yet asks nothing", async () => {
    await mountTrail(() => expect.step("asked"), {resId: undefined});
    expect.verifySteps([]);
});

test("on a phone nothing is wider than the screen", async () => {
    await resize({width: 390});
    const words = "a-very-long-word-without-any-space-".repeat(6);
    await mountTrail(() =>
        page([
            line({
                summary: words,
                who: words,
                team: "Shop Beijing Road",
                document: {model: "sale.order", id: 1, name: words.toUpperCase()},
            }),
        ])
    );
    const {scrollWidth, clientWidth} = queryFirst(".o_crm_gift_timeline");
    expect(scrollWidth).toBeLessThan(clientWidth + 1);
    expect(queryFirst(".o_crm_gift_timeline").offsetWidth).toBeLessThan(
        getFixture().offsetWidth + 1
    );
});

test("the channel is a sign with its word; unknown is not drawn", async () => {
    await mountView({
        resModel: "gift.customer",
        type: "list",
        arch: `<list><field name="name"/><field name="channel" widget="gift_channel_icon"/></list>`,
    });
    expect(".o_crm_gift_channel").toHaveCount(1);
    expect(".o_crm_gift_channel").toHaveAttribute("aria-label", "Channel: Shop");
    expect(".o_crm_gift_channel .fa").toHaveClass(CHANNEL_ICONS.shop);
});

test("signs tell kinds apart without their colour", () => {
    const icons = Object.values(KIND_LOOKS).map((look) => look.icon);
    expect(new Set(icons).size).toBe(icons.length);
    expect(kindLook("dance")).toBe(OTHER_LOOK);
    expect(new Set(Object.values(CHANNEL_ICONS)).size).toBe(7);
});
