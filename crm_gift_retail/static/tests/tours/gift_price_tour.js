import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/** Nothing is wider than the screen: a phone never scrolls sideways. */
const fits = (trigger) => ({
    content: "nothing is wider than the screen",
    trigger,
    run() {
        const {scrollWidth} = document.documentElement;
        if (scrollWidth > window.innerWidth) {
            throw new Error(`${scrollWidth} px on ${window.innerWidth} px`);
        }
    },
});

const lastPrice = (state) =>
    `.o_field_widget[name=order_line] .o_crm_gift_last_price[data-state=${state}]`;

const entry = [
    {
        content: "the last price stands beside the price, without a click",
        trigger: `${lastPrice("reason")}:contains('100.00'):contains('−20')`,
    },
    {
        content: "the banner says what is missing",
        trigger: "div[name=gift_price_banner]:contains('choose the reason')",
    },
    fits("div[name=gift_price_banner]"),
    {
        content: "open it",
        trigger: lastPrice("reason"),
        run: "click",
    },
    {
        content: "what was told has expired",
        trigger: ".o_crm_gift_last_price_row[data-kind=told]:contains('Expired on')",
    },
    {
        content: "an expired price is never used",
        trigger:
            ".o_crm_gift_last_price_row[data-kind=told]:not(:has(.o_crm_gift_use_price))",
    },
    {
        content: "what was sold: when, to whom, how many",
        trigger: ".o_crm_gift_last_price_row[data-kind=sold]:contains('10 Units')",
    },
    fits(".o_crm_gift_last_prices"),
    {
        content: "the history",
        trigger: ".o_crm_gift_price_history",
        run: "click",
    },
    {
        content: "shows all of them",
        trigger: ".o_crm_gift_price_table tr:nth-child(3)",
    },
    {
        content: "one chip says why",
        trigger: ".o_crm_gift_price_reasons button:contains('Promotion')",
        run: "click",
    },
    {
        content: "now a manager decides",
        trigger: lastPrice("approval"),
    },
    {
        content: "ask",
        trigger: "div[name=gift_price_banner] button[name=action_gift_ask_price]",
        run: "click",
    },
    {
        content: "asked once for the order",
        trigger: lastPrice("asked"),
    },
    {
        content: "and the banner says so",
        trigger: "div[name=gift_price_banner]:contains('is asked for')",
    },
];

tours.add("gift_price_entry", {steps: () => entry});

tours.add("gift_price_use", {
    steps: () => [
        {
            content: "open the last price",
            trigger: lastPrice("reason"),
            run: "click",
        },
        {
            content: "take what was sold",
            trigger: ".o_crm_gift_last_price_row[data-kind=sold] .o_crm_gift_use_price",
            run: "click",
        },
        {
            content: "nobody asks any more",
            trigger: lastPrice("ok"),
        },
        {
            content: "save",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "it is saved",
            trigger:
                ".o_form_saved, .o_form_view:not(:has(.o_form_button_save:visible))",
        },
    ],
});

const chooseOnDesk = [
    {
        content: "which product",
        trigger: ".modal [name=product_id] input",
        run: "edit Tea set",
    },
    {
        content: "this one",
        trigger: ".o-autocomplete--dropdown-item:contains('Tea set')",
        run: "click",
    },
];

const chooseOnPhone = [
    {
        content: "which product: a phone shows cards",
        trigger: ".modal [name=product_id] input",
        run: "click",
    },
    {
        content: "this one",
        trigger: ".modal .o_kanban_record:contains('Tea set')",
        run: "click",
    },
];

const tell = (choose) => [
    {
        content: "the thumb bar tells a price",
        trigger: ".o_crm_gift_thumb_bar button[data-action=price_told]",
        run: "click",
    },
    ...choose,
    {
        content: "how many",
        trigger: ".modal [name=quantity] input",
        run: "edit 200",
    },
    {
        content: "at which price",
        trigger: ".modal [name=price_unit] input",
        run: "edit 88",
    },
    {
        content: "in a chat",
        trigger: ".modal [name=channel] .o_selection_badge:contains('WeChat')",
        run: "click",
    },
    fits(".modal"),
    {
        content: "remember it",
        trigger: ".modal footer button:contains('Remember the price')",
        run: "click",
    },
    {
        content: "the dialog is gone",
        trigger: "body:not(:has(.modal))",
    },
];

tours.add("gift_price_told", {steps: () => tell(chooseOnDesk)});

tours.add("gift_price_told_on_a_phone", {steps: () => tell(chooseOnPhone)});
