import {browser} from "@web/core/browser/browser";
import {rpcBus} from "@web/core/network/rpc";
import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const MAX_TAPS = 6;
const MAX_RPC = 2;

/** Counts taps and calls between steps; what is over the limit fails the tour. */
class Meter {
    constructor() {
        this.taps = 0;
        this.calls = [];
        document.addEventListener("click", () => (this.taps += 1), {capture: true});
        rpcBus.addEventListener("RPC:REQUEST", ({detail}) => {
            const {model, method} = detail.data.params;
            if (model?.startsWith("gift.")) {
                this.calls.push(`${model}.${method}`);
            }
        });
    }

    /** The number is typed: from here on taps count. */
    number() {
        this.taps = 0;
    }

    /** Ends a step of the clerk: at most two calls in it. */
    step(name) {
        if (this.calls.length > MAX_RPC) {
            throw new Error(`${name}: ${this.calls.length} calls: ${this.calls}`);
        }
        this.calls = [];
    }

    /** Ends a walk-in: at most six taps after the number. */
    walkIn(name) {
        this.step(name);
        if (this.taps > MAX_TAPS) {
            throw new Error(`${name}: ${this.taps} taps`);
        }
        this.taps = 0;
    }
}

let meter = null;
const measured = (name) => ({
    content: `${name}: few calls`,
    trigger: "body",
    run: () => meter.step(name),
});

const field = "#gift_capture_term";
const chip = (text) => `.o_crm_gift_chip:contains('${text}')`;

tours.add("gift_capture", {
    steps: () => [
        {
            content: "the clerk's first button",
            trigger: ".o_crm_gift_start_capture",
            run: "click",
        },
        {
            content: "one field; the counting begins",
            trigger: field,
            run: () => {
                meter = new Meter();
            },
        },
        // a new customer
        {
            content: "type a whole number: it is searched without a tap",
            trigger: field,
            run: "edit 138 0013 8000",
        },
        {
            content: "nobody has it: the form is open, the number is in it",
            trigger:
                ".o_crm_gift_capture_form input[name=phone]:value('138 0013 8000')",
            run: () => meter.number(),
        },
        measured("find"),
        {
            content: "source filled from the shop",
            trigger: ".o_crm_gift_capture_form:contains('Beijing Road walk-in')",
        },
        {
            content: "surname and title",
            trigger: ".o_crm_gift_capture_form input[name=name]",
            run: "edit 王总",
        },
        {
            content: "the colleague serves",
            trigger: `.o_crm_gift_servers ${chip("gift_clerk_two")}`,
            run: "click",
        },
        {
            content: "they looked at tea sets",
            trigger: `.o_crm_gift_looked ${chip("Tea sets")}`,
            run: "click",
        },
        {
            content: "one of them",
            trigger: `.o_crm_gift_products ${chip("Tea set")}`,
            run: "click",
        },
        {
            content: "asked and agreed",
            trigger: ".o_crm_gift_consent [data-answer=all]",
            run: "click",
        },
        measured("form"),
        {
            content: "one tap hands over",
            trigger: ".o_crm_gift_save_hand_over",
            run: "click",
        },
        {
            content: "done",
            trigger:
                ".o_crm_gift_last:contains('王总 is registered and with head office')",
        },
        {
            content: "the clerk sees what becomes of it",
            trigger:
                ".o_crm_gift_mine .text-bg-warning:contains('Waits for head office')",
        },
        {
            content: "a new customer took few taps",
            trigger: field,
            run: () => meter.walkIn("new"),
        },
        // the same customer, by the last four digits
        {
            content: "the last four digits",
            trigger: field,
            run: "edit 8000",
        },
        {
            content: "are typed",
            trigger: field,
            run: () => meter.number(),
        },
        {content: "find", trigger: ".o_crm_gift_find_button", run: "click"},
        {
            content: "found",
            trigger: ".o_crm_gift_match:contains('王总')",
            run: "click",
        },
        measured("find by tail"),
        {
            content: "who served is remembered",
            trigger: `.o_crm_gift_servers .btn-primary${chip("gift_clerk_two")}`,
        },
        {
            content: "nothing is asked again of a known customer",
            trigger: ".o_crm_gift_capture_form:not(:has(input[name=name]))",
        },
        {content: "save", trigger: ".o_crm_gift_save", run: "click"},
        {
            content: "registered",
            trigger: ".o_crm_gift_last:contains('王总 is registered')",
        },
        {
            content: "a known customer took few taps",
            trigger: field,
            run: () => meter.walkIn("known"),
        },
        // numbers that are none
        {
            content: "a masked number",
            trigger: field,
            run: "edit 138****8000 && press Enter",
        },
        {
            content: "is refused in words",
            trigger: ".o_crm_gift_reading:contains('is masked')",
        },
        {
            content: "a digit is missing",
            trigger: field,
            run: "edit 1380013800 && press Enter",
        },
        {
            content: "is refused in words",
            trigger: ".o_crm_gift_reading:contains('10 digits')",
        },
        {
            content: "clear the field",
            trigger: field,
            run: "clear",
        },
        // expected today
        {
            content: "a guest is expected",
            trigger: ".o_crm_gift_guest:contains('Ms Wang'):contains('new tea sets')",
        },
        {
            content: "arrived, in one tap",
            trigger: ".o_crm_gift_guest:contains('Ms Wang') .o_crm_gift_arrived",
            run: "click",
        },
        {
            content: "it says so",
            trigger: ".o_crm_gift_guest:contains('Ms Wang') .text-bg-success",
        },
        // the clerk settled it
        {
            content: "close what was handed over",
            trigger: ".o_crm_gift_mine li:contains('Waits') .o_crm_gift_close",
            run: "click",
        },
        {
            content: "closed by the shop",
            trigger: ".o_crm_gift_mine .badge:contains('Closed by the shop')",
        },
    ],
});

const NETWORK = "XMLHttpRequest";
let alive = null;

/** Takes the network away from the clerk's screen, until the page is loaded anew. */
function dropNetwork() {
    alive = browser[NETWORK];
    browser[NETWORK] = class extends alive {
        open(method, url, ...rest) {
            this.isDead = url.includes("/gift.capture/");
            super.open(method, url, ...rest);
        }
        send(body) {
            if (this.isDead) {
                setTimeout(() => this.dispatchEvent(new Event("error")), 10);
            } else {
                super.send(body);
            }
        }
    };
}

tours.add("gift_capture_offline", {
    steps: () => [
        {
            content: "the screen is open",
            trigger: field,
            run: dropNetwork,
        },
        {
            content: "the network is gone",
            trigger: field,
            run: "edit 139 0013 9000",
        },
        {
            content: "the form opens all the same",
            trigger: ".o_crm_gift_capture_form .alert:contains('No network')",
        },
        {
            content: "write it down",
            trigger: ".o_crm_gift_capture_form input[name=name]",
            run: "edit 李老师",
        },
        {
            content: "agreed",
            trigger: ".o_crm_gift_consent [data-answer=service]",
            run: "click",
        },
        {
            content: "save and hand over",
            trigger: ".o_crm_gift_save_hand_over",
            run: "click",
        },
        {
            content: "kept on the device",
            trigger: ".o_crm_gift_waiting:contains('1 waits to be sent')",
        },
        {
            content: "a second one",
            trigger: field,
            run: "edit 139 0013 9001",
        },
        {
            content: "its form",
            trigger: ".o_crm_gift_capture_form input[name=name]",
            run: "edit 赵女士",
        },
        {content: "save", trigger: ".o_crm_gift_save", run: "click"},
        {
            content: "two wait; the page is closed before the network is back",
            trigger: ".o_crm_gift_waiting:contains('2 wait to be sent')",
            run: () => {
                browser[NETWORK] = alive;
                location.reload();
            },
            expectUnloadPage: true,
        },
        {
            content: "after the reload they are sent",
            trigger:
                ".o_crm_gift_capture:not(:has(.o_crm_gift_waiting)) .o_crm_gift_mine:contains('李老师'):contains('赵女士')",
        },
        {
            content: "and nothing about customers is left on the device",
            trigger: field,
            run: () => {
                const left = JSON.stringify({...localStorage});
                if (/139|李老师|赵女士/.test(left)) {
                    throw new Error(`Left on the device: ${left}`);
                }
            },
        },
    ],
});

tours.add("gift_handover_classify", {
    steps: () => [
        {
            content: "the queue of head office",
            trigger: ".o_kanban_record:contains('王总')",
            run: "click",
        },
        {
            content: "chips on one screen",
            trigger: "[name=buyer_kind] .o_selection_badge:contains('Firm')",
            run: "click",
        },
        {
            content: "use",
            trigger: "[name=use] .o_selection_badge:contains('Festival gifts')",
            run: "click",
        },
        {
            content: "stage",
            trigger: "[name=need_stage] .o_selection_badge:contains('Has a date')",
            run: "click",
        },
        {
            content: "classified",
            trigger: "button[name=action_classify]",
            run: "click",
        },
        {
            content: "follow up",
            trigger: "button[name=action_follow]",
            run: "click",
        },
        {
            content: "the state is said",
            trigger: ".o_arrow_button_current:contains('Being followed up')",
        },
    ],
});

tours.add("gift_invite", {
    steps: () => [
        {
            content: "what does not fit beside the name",
            trigger: ".o-form-buttonbox .o_button_more",
            run: "click",
        },
        {
            content: "invite from the contact",
            trigger: ".o-dropdown--menu button[name=action_gift_invite]",
            run: "click",
        },
        {
            content: "why",
            trigger: ".modal [name=reason] input",
            run: "edit wants the blue vases",
        },
        {
            content: "invite",
            trigger: ".modal footer .btn-primary:contains('Invite')",
            run: "click",
        },
        {content: "done", trigger: "body:not(:has(.modal))"},
    ],
});
