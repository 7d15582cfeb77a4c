import {CallerCard} from "@crm_gift_retail/caller/caller_card";
import {FinderBox} from "@crm_gift_retail/caller/finder_box";
import {ringService} from "@crm_gift_retail/caller/ring_service";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {animationFrame, click, queryAllTexts} from "@odoo/hoot-dom";
import {runAllTimers} from "@odoo/hoot-mock";
import {
    contains,
    mockService,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import {browser} from "@web/core/browser/browser";

describe.current.tags("desktop");
defineMailModels();

const CARD = {
    partner_id: 1,
    customer_id: false,
    name: "王芷",
    salutation: "",
    firm: "",
    role: "",
    tier: false,
    phone: "",
    owner: "",
    claimed_until: false,
    is_recipient: false,
    firms: [],
    channel: false,
    sentence: false,
    stoppers: [],
    orders: [],
    more: 0,
    prices: [],
    owed: false,
    last_contact: false,
    due: [],
    actions: [],
};

test("card: what is empty is not drawn", async () => {
    await mountWithCleanup(CallerCard, {props: {card: CARD, head: true}});
    expect(".o_crm_gift_card_name").toHaveText("王芷");
    expect(".o_crm_gift_card section").toHaveCount(0);
    expect(".o_crm_gift_stoppers").toHaveCount(0);
    expect(".o_crm_gift_say").toHaveCount(0);
    expect(".o_crm_gift_thumb_bar").toHaveCount(0);
});

test("card: words are text, never markup", async () => {
    const card = {
        ...CARD,
        sentence: "<b>x</b>",
        stoppers: ["Overdue invoice"],
        owed: "¥ 300.00",
        orders: [
            {
                id: 1,
                name: "S1",
                word: "Being packed",
                promise: "2020-01-02",
                late: true,
            },
        ],
        more: 4,
    };
    await mountWithCleanup(CallerCard, {props: {card, head: true}});
    expect(".o_crm_gift_say").toHaveText("<b>x</b>");
    expect(queryAllTexts(".o_crm_gift_stoppers li")).toEqual([
        "Overdue invoice",
        "Overdue: ¥ 300.00",
    ]);
    expect(".o_crm_gift_orders .text-danger").toHaveCount(1);
    expect(".o_crm_gift_orders li:last").toHaveText("4 more");
    expect(".o_crm_gift_orders button").toHaveCount(0);
});

test("card: a tracking number is copied, also where the browser hides its clipboard", async () => {
    patchWithCleanup(browser.navigator, {clipboard: undefined});
    let answer = true;
    patchWithCleanup(document, {execCommand: () => answer});
    mockService("notification", {
        add: (message, {type}) => expect.step(`${type}: ${message}`),
    });
    const order = {id: 1, name: "S1", word: "Shipped", tracking: "SF100"};
    const card = {...CARD, orders: [order]};
    await mountWithCleanup(CallerCard, {props: {card, head: true}});
    await contains(".o_crm_gift_tracking").click();
    answer = false;
    await contains(".o_crm_gift_tracking").click();
    expect.verifySteps([
        "success: SF100 is copied.",
        "warning: The browser does not let us copy. Mark the words and copy them.",
    ]);
});

test("finder: asks once one stops typing, chooses with one tap", async () => {
    onRpc("gift.finder", "find", ({args}) => {
        expect.step(args[0]);
        const match = {...CARD, match: "pinyin", last_order_date: false};
        return args[0] === "wz" ? [match] : [];
    });
    const onChoose = (match) => expect.step(`chosen ${match.partner_id}`);
    await mountWithCleanup(FinderBox, {props: {onChoose}});
    await contains("#gift_finder_term").edit("zz", {confirm: false});
    await runAllTimers();
    await animationFrame();
    expect(".o_crm_gift_nobody").toHaveCount(1);
    await contains("#gift_finder_term").edit("wz", {confirm: false});
    await runAllTimers();
    await animationFrame();
    await click(".o_crm_gift_match");
    expect.verifySteps(["zz", "wz", "chosen 1"]);
});

test("bell: one dialog for the same call, closed ones may ring again", () => {
    const subscribed = {};
    const opened = [];
    ringService.start(
        {},
        {
            bus_service: {
                start: () => expect.step("started"),
                subscribe: (type, callback) =>
                    Object.assign(subscribed, {[type]: callback}),
            },
            dialog: {
                add: (component, props, options) => opened.push({...options, ...props}),
            },
        }
    );
    const ring = (number) => subscribed["gift_call/ring"]({number});
    ring("1");
    ring("1");
    ring("2");
    expect(opened.map(({number}) => number)).toEqual(["1", "2"]);
    opened[0].onClose();
    ring("1");
    expect(opened).toHaveLength(3);
    expect.verifySteps(["started"]);
});
