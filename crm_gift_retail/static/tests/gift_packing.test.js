import {packQuantity} from "@crm_gift_retail/packing/packing";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {click, queryAllTexts, queryRect} from "@odoo/hoot-dom";
import {animationFrame} from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    getService,
    makeMockEnv,
    models,
    mountView,
    mountWebClient,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");

const CARD = {
    lines: [
        {
            id: 1,
            product_id: 5,
            product: "Tea set",
            quantity: 12,
            uom: "Units",
            words: "Mother · Box",
            artworks: [
                {id: 3, name: "logo.png", is_picture: true},
                {id: 4, name: "logo.ai", is_picture: false},
            ],
        },
    ],
    words: "no lift",
    more: 2,
};

class Picking extends models.Model {
    _name = "stock.picking";

    gift_pack_card = fields.Json();
    _records = [{id: 1, gift_pack_card: CARD}, {id: 2}];
}

defineMailModels();
defineModels([Picking]);
onRpc("has_group", () => true);

const WISH = {
    id: 7,
    number: 1,
    words: [["Engraving", "Mother"]],
    card: "Happy birthday",
    said: "",
    deliver_by: "03/14/2026",
    artworks: [{id: 3, name: "logo.png", is_picture: true}],
};
const LINE = {
    id: 11,
    product_id: 5,
    product: "Tea set",
    code: "TEA-1",
    quantity: 12,
    there: 12,
    uom: "Units",
    packed: false,
    is_short: false,
    places: "Shelf 7",
    lots: "",
    changed: false,
    wishes: [WISH],
};
const PAGE = {
    picking: {
        id: 1,
        name: "WH/OUT/1",
        origin: "S1",
        state: "assigned",
        is_open: true,
        is_ready: true,
        partner: "Dragon Gifts",
        address: "Guangzhou",
        tier: {letter: "A", color: 3, publicName: "Diamond"},
        starred: false,
        ship_day: "2026-03-11",
        is_late: false,
        is_today: false,
        deliver_by: "2026-03-14",
        note: "",
    },
    lines: [LINE, {...LINE, id: 12, product: "Vase", there: 0, is_short: true}],
    wishes: [],
    changes: [],
    queue: {position: 1, total: 2, previous_id: false, next_id: 2},
    papers: [],
};
const CHANGE = {
    id: 8,
    title: "S1 · Tea set",
    number: 2,
    why: "She phoned",
    who: "Li Lei",
    when: "2026-03-10 08:00:00",
    is_new: false,
    rows: [["Engraving", "Mother", "Grandmother"]],
};

const copy = (value) => JSON.parse(JSON.stringify(value));

/** @param {Object} pages answers of load by id; 0 is the first screen */
async function mountPacking(pages) {
    onRpc("gift.packing", "load", ({args}) => {
        expect.step(`load ${args[0]}`);
        return copy(pages[args[0] || 0]);
    });
    await mountWebClient();
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "gift_retail_packing",
    });
}

test("numbers of things have no noughts behind the point", async () => {
    await makeMockEnv();
    expect(packQuantity(12)).toBe("12");
    expect(packQuantity(2.5)).toBe("2.5");
    expect(packQuantity(1200)).toBe("1,200");
});

test("pictures, number, wish and card of a line; nothing to press is small", async () => {
    await mountPacking({0: PAGE});
    expect.verifySteps(["load false"]);
    expect(".o_crm_gift_pack_line").toHaveCount(2);
    const line = ".o_crm_gift_pack_line[data-move='11']";
    expect(`${line} .o_crm_gift_pack_picture img`).toHaveAttribute(
        "data-src",
        "/web/image/product.product/5/image_256"
    );
    expect(`${line} .o_crm_gift_pack_quantity`).toHaveText(/12\s*Units/);
    expect(`${line} .o_crm_gift_pack_word`).toHaveText(/Engraving:\s*Mother/);
    expect(`${line} .o_crm_gift_pack_card blockquote`).toHaveText("Happy birthday");
    expect(`${line} .o_crm_gift_pack_artwork`).toHaveCount(1);
    expect(".o_crm_gift_pack_head h1").toHaveText(/Dragon Gifts/);
    expect(".o_crm_gift_pack_place").toHaveText("1 of 2");
    for (const selector of [
        `${line} .o_crm_gift_pack_tick`,
        ".o_crm_gift_pack_ship",
        ".o_crm_gift_pack_next",
        ".o_crm_gift_pack_artwork",
    ]) {
        const {height, width} = queryRect(selector, {first: true});
        expect(Math.min(height, width)).toBeGreaterThan(47);
    }
});

test("a line is packed with one tap; what is not here cannot be", async () => {
    onRpc("gift.packing", "set_packed", ({args}) => {
        expect.step(`packed ${args[0]} ${args[1]}`);
        return true;
    });
    await mountPacking({0: PAGE});
    const tick = ".o_crm_gift_pack_line[data-move='11'] .o_crm_gift_pack_tick";
    // two quick taps are one
    await click(tick);
    await click(tick);
    await animationFrame();
    expect.verifySteps(["load false", "packed 11 true"]);
    expect(tick).toHaveAttribute("aria-pressed", "true");
    expect(".o_crm_gift_pack_ship").toHaveText("Ship 1 of 2 lines");
    const missing = ".o_crm_gift_pack_line[data-move='12']";
    expect(`${missing} .o_crm_gift_pack_tick`).not.toBeEnabled();
    expect(`${missing} .o_crm_gift_pack_short`).toHaveText("not here yet");
});

test("a change stops everything until it is read", async () => {
    onRpc("gift.packing", "acknowledge", ({args}) => {
        expect.step(`read ${args[0]}: ${args[1]}`);
        return {...copy(PAGE), is_newer: false};
    });
    await mountPacking({0: {...PAGE, changes: [CHANGE]}});
    expect(".o_crm_gift_pack_changes del").toHaveText("Mother");
    expect(".o_crm_gift_pack_changes ins").toHaveText("Grandmother");
    expect(".o_crm_gift_pack_change").toHaveText(/Li Lei/);
    expect(".o_crm_gift_pack_ship").not.toBeEnabled();
    expect(".o_crm_gift_pack_ship").toHaveText("Read the change first");
    expect(".o_crm_gift_pack_tick:enabled").toHaveCount(0);
    await contains(".o_crm_gift_pack_ack").click();
    expect.verifySteps(["load false", "read 1: 8"]);
    expect(".o_crm_gift_pack_changes").toHaveCount(0);
    expect(".o_crm_gift_pack_ship").toBeEnabled();
});

test("changed again while it was read: it stays, and says so", async () => {
    const newer = {...CHANGE, id: 9, rows: [["Engraving", "Mother", "Auntie"]]};
    onRpc("gift.packing", "acknowledge", () => ({
        ...copy(PAGE),
        changes: [newer],
        is_newer: true,
    }));
    await mountPacking({0: {...PAGE, changes: [CHANGE]}});
    patchWithCleanup(getService("notification"), {
        add: (message) => expect.step(String(message)),
    });
    await contains(".o_crm_gift_pack_ack").click();
    expect.verifySteps(["load false", "It was changed again. Read it once more."]);
    expect(".o_crm_gift_pack_changes ins").toHaveText("Auntie");
});

test("ship, then the next; at the end a friendly word", async () => {
    onRpc("gift.packing", "ship", ({args}) => {
        expect.step(`ship ${args[0]}`);
        return {shipped: "WH/OUT/1", page: {picking: false}, action: false};
    });
    await mountPacking({0: PAGE});
    await contains(".o_crm_gift_pack_ship").click();
    expect.verifySteps(["load false", "ship 1"]);
    expect(".o_crm_gift_pack_empty h1").toHaveText("Nothing is ready to pack");
});

test("the next one with one tap, pictures large", async () => {
    await mountPacking({
        0: PAGE,
        2: {...PAGE, picking: {...PAGE.picking, id: 2, partner: "Ms Wang"}},
    });
    await contains(".o_crm_gift_pack_next").click();
    expect.verifySteps(["load false", "load 2"]);
    expect(".o_crm_gift_pack_head h1").toHaveText(/Ms Wang/);
    await contains(".o_crm_gift_pack_artwork:first").click();
    expect(".o_crm_gift_pack_zoom img").toHaveAttribute("alt", "logo.png");
    await contains(".o_crm_gift_pack_zoom button").click();
    expect(".o_crm_gift_pack_zoom").toHaveCount(0);
});

test("the card on a list, in short and with pictures", async () => {
    await mountView({
        resModel: "stock.picking",
        type: "list",
        arch: `<list><field name="gift_pack_card" widget="gift_pack_card"
            options="{'short': true}"/></list>`,
    });
    expect(queryAllTexts(".o_crm_gift_pack_short_card")).toEqual([
        "12 × Tea set, and 2 more",
        "",
    ]);
    await mountView({
        resModel: "stock.picking",
        type: "kanban",
        arch: `<kanban><templates><t t-name="card">
            <field name="gift_pack_card" widget="gift_pack_card"/>
            </t></templates></kanban>`,
    });
    const card = ".o_kanban_record:first .o_crm_gift_pack_card_lines";
    expect(`${card} img`).toHaveCount(2);
    expect(`${card} .o_crm_gift_pack_words:first`).toHaveText("Mother · Box");
});
