import {FirstRun, isReadable} from "@crm_gift_retail/home/first_run";
import {GiftHome, losingSentence} from "@crm_gift_retail/home/home";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {click, queryAllTexts} from "@odoo/hoot-dom";
import {animationFrame} from "@odoo/hoot-mock";
import {
    contains,
    getService,
    makeMockEnv,
    mockService,
    mountWebClient,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");
defineMailModels();

const EMPTY = {
    can_hand_over: true,
    currency_id: 1,
    find: false,
    first_run: false,
    losing: false,
    mine: false,
    shipping: false,
    silent: [],
    tiers: [],
    tiles: [],
    waiting: false,
};
const LOSING = {
    top_count: 41,
    share: 0.8,
    silent_count: 9,
    silent_value: 386000.4,
    currency_id: 1,
    days: 120,
};

async function mountHome(data) {
    onRpc("gift.home", "load", () => ({...EMPTY, ...data}));
    await mountWebClient();
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "gift_retail_home",
    });
}

test("the sentence: whole money, singular and nobody silent", async () => {
    await makeMockEnv();
    const plural = losingSentence(LOSING);
    expect(plural.first).toBe("41 customers brought 80\u00a0% of profit");
    expect(plural.second).toBe(
        "9 not heard from for 120 days, worth $\u00a0386,000 a year"
    );
    const one = losingSentence({...LOSING, top_count: 1, silent_count: 1});
    expect(one.first).toBe("1 customer brought 80\u00a0% of profit");
    expect(one.second.startsWith("1 not heard from")).toBe(true);
    const none = losingSentence({...LOSING, silent_count: 0});
    expect(none.second).toBe("each of them was heard from in the last 120 days");
});

test("hand over once, say who got how many, undo", async () => {
    onRpc("gift.home", "hand_over", () => {
        expect.step("hand_over");
        return {
            people: [
                {name: "Wang Fang", count: 5},
                {name: "Li Lei", count: 4},
            ],
            total: 9,
            token: "abc",
        };
    });
    onRpc("gift.home", "undo_hand_over", ({args}) => {
        expect.step(`undo ${args[0]}`);
        return true;
    });
    await mountHome({losing: LOSING});
    patchWithCleanup(getService("notification"), {
        add: (message) => expect.step(`notice: ${message}`),
    });
    expect(".o_crm_gift_undo").toHaveCount(0);
    // two quick taps are one hand-over
    click(".o_crm_gift_hand_over");
    click(".o_crm_gift_hand_over");
    await animationFrame();
    expect.verifySteps(["hand_over"]);
    expect(".o_crm_gift_hand_over").toHaveCount(0);
    expect(".alert-success").toHaveText(/Wang Fang: 5 · Li Lei: 4/);
    await contains(".o_crm_gift_undo").click();
    expect.verifySteps(["undo abc", "notice: Taken back. Nobody was given anything."]);
    expect(".o_crm_gift_hand_over").toHaveCount(1);
});

test("nothing of a part that the server did not send", async () => {
    await mountHome({mine: {total: 3, overdue: 0, customers: []}});
    expect(".o_crm_gift_losing").toHaveCount(0);
    expect(".o_crm_gift_shipping").toHaveCount(0);
    expect(".o_crm_gift_first_run").toHaveCount(0);
    expect("h1").toHaveText("All your customers were heard from in time.");
});

test("a row shows no money when the server sent none", async () => {
    const row = {
        id: 4,
        name: "Dragon Gifts",
        tier: {letter: "A", color: 3, publicName: "Diamond"},
        contact_state: "red",
        next_contact_date: false,
        last_order_date: "2026-01-05",
        owner: "Li Lei",
    };
    patchWithCleanup(GiftHome.prototype, {
        openCustomer: (customer) => expect.step(`card ${customer.id}`),
    });
    await mountHome({
        losing: LOSING,
        mine: {total: 1, overdue: 1, customers: [row]},
        silent: [{...row, id: 5, value: 12000}],
    });
    expect(queryAllTexts(".o_crm_gift_mine .text-end .fw-bold")).toEqual([]);
    expect(queryAllTexts(".o_crm_gift_silent .text-end .fw-bold")).toEqual([
        "$ 12,000",
    ]);
    await contains(".o_crm_gift_silent .o_crm_gift_row").click();
    expect.verifySteps(["card 5"]);
});

test("first run: one readable file opens the import, others are refused by name", async () => {
    onRpc("gift.home", "start_import", ({args}) => {
        expect.step(args[0]);
        return {type: "ir.actions.act_window_close"};
    });
    mockService("action", {doAction: (action) => expect.step(action.type)});
    mockService("notification", {add: (message) => expect.step(String(message))});
    const firstRun = await mountWithCleanup(FirstRun);
    await firstRun.take([new File(["a"], "list.pdf")]);
    expect.verifySteps(["list.pdf is no Excel workbook (.xlsx) and no CSV file."]);
    await firstRun.take([new File(["a"], "a.csv"), new File(["b"], "b.csv")]);
    expect.verifySteps(["Drop one file at a time."]);
    await firstRun.take([new File(["a"], "客户.XLSX")]);
    expect.verifySteps(["客户.XLSX", "ir.actions.act_window_close"]);
    expect(isReadable("orders.csv.gz")).toBe(true);
    expect(isReadable("archive.gz")).toBe(false);
});
