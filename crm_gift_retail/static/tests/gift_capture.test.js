import {draftFromTerm} from "@crm_gift_retail/capture/capture";
import {roughProblem} from "@crm_gift_retail/capture/capture_form";
import {
    CaptureQueue,
    RETRY_MS,
    storageKey,
} from "@crm_gift_retail/capture/capture_queue";
import {ExpectedToday} from "@crm_gift_retail/capture/expected_today";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {beforeEach, describe, expect, test} from "@odoo/hoot";
import {advanceTime} from "@odoo/hoot-mock";
import {
    contains,
    makeMockEnv,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import {browser} from "@web/core/browser/browser";
import {ConnectionLostError} from "@web/core/network/rpc";

describe.current.tags("desktop");
defineMailModels();

const lost = () => new ConnectionLostError("/web/dataset");
const refusal = (message) =>
    Object.assign(new Error(message), {
        exceptionName: "odoo.exceptions.UserError",
        data: {message},
    });
const item = (number) => ({
    uuid: `uuid-of-walk-in-${number}`,
    label: `Guest ${number}`,
    values: {name: `Guest ${number}`, phone: "13800138000"},
});

/** A queue whose server answers with what `answers` says, in turn. */
function makeQueue(answers) {
    const orm = {
        silent: {
            call: async (_model, method, [key, values]) => {
                expect.step(
                    `${method} ${key.slice(-1)}${values.is_late ? " late" : ""}`
                );
                const answer = answers.length ? answers.shift() : {id: 1};
                if (answer instanceof Error) {
                    throw answer;
                }
                return answer;
            },
        },
    };
    const notification = {add: (message) => expect.step(String(message))};
    return new CaptureQueue(orm, notification);
}

const stored = () => JSON.parse(browser.localStorage.getItem(storageKey()) || "[]");

beforeEach(async () => {
    await makeMockEnv();
    browser.localStorage.removeItem(storageKey());
});

test("what is sent leaves nothing on the device", async () => {
    const queue = makeQueue([{id: 7}]);
    const answer = await queue.submit(item(1));
    expect(answer.id).toBe(7);
    expect(browser.localStorage.getItem(storageKey())).toBe(null);
    expect.verifySteps(["register 1"]);
});

test("it is on the device before the server answers", async () => {
    const queue = makeQueue([]);
    queue.send = async () => {
        expect.step(`stored ${stored().length}`);
        return {id: 1};
    };
    await queue.submit(item(1));
    expect.verifySteps(["stored 1"]);
});

test("without network it is kept, survives a reload and is sent once", async () => {
    const queue = makeQueue([lost(), lost()]);
    expect(await queue.submit(item(1))).toEqual({kept: true});
    expect(await queue.submit(item(2))).toEqual({kept: true});
    expect(stored().map((one) => one.uuid)).toEqual([item(1).uuid, item(2).uuid]);
    expect(queue.waiting).toHaveLength(2);
    expect.verifySteps(["register 1", "register 2"]);
    browser.clearTimeout(queue.timer);
    // the page is loaded anew: another queue finds what waits
    const reloaded = makeQueue([]);
    expect(reloaded.waiting).toHaveLength(2);
    await advanceTime(10);
    expect.verifySteps(["register 1 late", "register 2 late", "2 walk-ins were sent."]);
    expect(browser.localStorage.getItem(storageKey())).toBe(null);
    await advanceTime(RETRY_MS * 3);
    expect.verifySteps([]);
});

test("it is tried again until the network is back", async () => {
    const queue = makeQueue([lost(), lost(), new Error("502"), {id: 3}]);
    await queue.submit(item(1));
    await advanceTime(RETRY_MS + 10);
    await advanceTime(RETRY_MS + 10);
    await advanceTime(RETRY_MS + 10);
    expect.verifySteps([
        "register 1",
        "register 1 late",
        "register 1 late",
        "register 1 late",
        "1 walk-in was sent.",
    ]);
    expect(queue.state.items).toHaveLength(0);
    expect(queue.state.sent).toBe(1);
});

test("two flushes at once send one thing once", async () => {
    const queue = makeQueue([lost()]);
    await queue.submit(item(1));
    await Promise.all([queue.flush(), queue.flush()]);
    expect.verifySteps(["register 1", "register 1 late", "1 walk-in was sent."]);
});

test("what the server refuses at once is the form's business", async () => {
    const queue = makeQueue([refusal("Ask for the name")]);
    await expect(queue.submit(item(1))).rejects.toThrow("Ask for the name");
    expect(queue.state.items).toHaveLength(0);
    expect(stored()).toEqual([]);
    expect.verifySteps(["register 1"]);
});

test("what is refused later waits to be corrected, the rest goes on", async () => {
    const queue = makeQueue([lost(), lost(), refusal("No valid number")]);
    await queue.submit(item(1));
    await queue.submit(item(2));
    await queue.flush();
    expect.verifySteps([
        "register 1",
        "register 2",
        "register 1 late",
        "register 2 late",
        "1 walk-in was sent.",
    ]);
    expect(queue.refused.map((one) => one.error)).toEqual(["No valid number"]);
    expect(queue.waiting).toHaveLength(0);
    expect(stored()).toHaveLength(1);
    // corrected badly: it stays, with the new reason
    queue.send = async () => {
        throw refusal("Ask for the name");
    };
    await expect(queue.submit(item(1))).rejects.toThrow("Ask for the name");
    expect(queue.refused.map((one) => one.error)).toEqual(["Ask for the name"]);
    delete queue.send;
    // corrected: the same key, once
    await queue.submit({...item(1), values: {name: "Guest 1", wechat: "g1"}});
    expect(queue.state.items).toHaveLength(0);
    expect.verifySteps(["register 1"]);
});

test("a device that stores nothing says so and still sends", async () => {
    patchWithCleanup(browser.localStorage, {
        setItem: () => {
            throw new Error("QuotaExceededError");
        },
    });
    const queue = makeQueue([lost(), {id: 1}]);
    await queue.submit(item(1));
    expect(queue.state.kept).toBe(false);
    expect(queue.waiting).toHaveLength(1);
    await queue.flush();
    expect(queue.waiting).toHaveLength(0);
    expect.verifySteps(["register 1", "register 1 late", "1 walk-in was sent."]);
});

test("two windows of one login lose nothing of each other", async () => {
    const first = makeQueue([lost()]);
    const second = makeQueue([lost()]);
    await first.submit(item(1));
    await second.submit(item(2));
    expect(stored().map((one) => one.uuid)).toEqual([item(1).uuid, item(2).uuid]);
    browser.clearTimeout(first.timer);
    await second.flush();
    expect(browser.localStorage.getItem(storageKey())).toBe(null);
    expect.verifySteps([
        "register 1",
        "register 2",
        "register 1 late",
        "register 2 late",
        "2 walk-ins were sent.",
    ]);
});

test("rubbish on the device stops nothing", async () => {
    for (const text of ["{", "null", '"x"', '{"a": 1}']) {
        browser.localStorage.setItem(storageKey(), text);
        expect(makeQueue([]).state.items).toEqual([]);
    }
});

test("rough rules for numbers when there is no server", () => {
    for (const good of [
        "",
        "138 0013 8000",
        "+86 138 0013 8000",
        "０１３８００１３８０００".slice(1),
        "13800138000-1234",
        "020-38881234转801",
        "+44 20 7946 0958",
    ]) {
        expect(roughProblem(good)).toBe("");
    }
    expect(roughProblem("138****8000")).toMatch(/masked/);
    expect(roughProblem("1380013800")).toMatch(/10 digits/);
    expect(roughProblem("138001380001")).toMatch(/12 digits/);
    expect(roughProblem("12")).toMatch(/no valid number/);
});

test("what a term tells about a new customer", () => {
    expect(draftFromTerm("138 0013 8000")).toEqual({phone: "138 0013 8000", name: ""});
    expect(draftFromTerm("王总")).toEqual({phone: "", name: "王总"});
    expect(draftFromTerm("8000")).toEqual({phone: "", name: ""});
    expect(draftFromTerm("S00042")).toEqual({phone: "", name: ""});
    expect(draftFromTerm("138****8000")).toEqual({phone: "", name: ""});
    expect(draftFromTerm("x", {phone: "+86 138"})).toEqual({
        phone: "+86 138",
        name: "",
    });
});

test("arrived or not coming in one tap, once", async () => {
    onRpc("gift.invitation", "action_arrived", ({args}) => {
        expect.step(`arrived ${args[0]}`);
        return true;
    });
    onRpc("gift.invitation", "action_not_coming", ({args}) => {
        expect.step(`not coming ${args[0]}`);
        return true;
    });
    const row = {
        id: 5,
        partner_id: 9,
        name: "王总",
        tier: false,
        reason: "new tea sets",
        inviter: "Li Lei",
        state: "expected",
    };
    await mountWithCleanup(ExpectedToday, {
        props: {rows: [row, {...row, id: 6, name: "李老师"}]},
    });
    await contains(".o_crm_gift_guest:eq(0) .o_crm_gift_arrived").click();
    expect(".o_crm_gift_guest:eq(0) .text-bg-success").toHaveText("Arrived");
    await contains(".o_crm_gift_guest:eq(1) .o_crm_gift_not_coming").click();
    expect(".o_crm_gift_guest:eq(1) .text-bg-warning").toHaveText("Not coming");
    expect.verifySteps(["arrived 5", "not coming 6"]);
});
