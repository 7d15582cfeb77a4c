import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const TRAIL = ".o_crm_gift_timeline";
const line = (words) => `${TRAIL} .o_crm_gift_touch:contains('${words}')`;

/** Chips, empty words, earlier lines and the way to a document: alike on desk and phone. */
const walk = () => [
    {
        content: "the newest line says who, how and what came of it",
        trigger: `${line("Wants the engraving in gold")}:contains('Spoke'):contains('gift_sales')`,
    },
    {
        content: "lines stand under their month",
        trigger: `${TRAIL} .o_crm_gift_month h3`,
    },
    {
        content: "a mass mail is there, but not in front",
        trigger: `${line("Spring catalogue")}.o_crm_gift_mass:contains('Mass mail')`,
    },
    {
        content: "nothing is wider than the screen",
        trigger: TRAIL,
        run() {
            const {scrollWidth} = document.documentElement;
            if (scrollWidth > window.innerWidth) {
                throw new Error(`${scrollWidth} px on ${window.innerWidth} px`);
            }
        },
    },
    {
        content: "only orders",
        trigger: `${TRAIL} [data-filter=orders]`,
        run: "click",
    },
    {
        content: "none yet, in words",
        trigger: `${TRAIL} .o_crm_gift_empty:contains('Nothing of this kind yet')`,
    },
    {
        content: "back to all",
        trigger: `${TRAIL} .o_crm_gift_empty button`,
        run: "click",
    },
    {
        content: "the oldest line is not there yet",
        trigger: `${TRAIL}:not(:contains('The first call of all'))`,
    },
    {
        content: "show earlier",
        trigger: `${TRAIL} .o_crm_gift_more`,
        run: "click",
    },
    {
        content: "the first line of the trail",
        trigger: line("The first call of all"),
    },
    {
        content: "there is nothing before it",
        trigger: `${TRAIL}:not(:has(.o_crm_gift_more))`,
    },
    {
        content: "an order of a colleague cannot be opened",
        trigger: `${line("Price for the colleague")}:not(:has(.o_crm_gift_open))`,
    },
    {
        content: "the own one can",
        trigger: `${line("Price for the salesperson")} .o_crm_gift_open`,
        run: "click",
    },
    {
        content: "the order is open",
        trigger: ".o_form_view [name=order_line]",
    },
];

tours.add("gift_trail_on_a_desk", {
    steps: () => [
        {
            content: "log a contact",
            trigger: "button[name=action_log_contact]",
            run: "click",
        },
        {
            content: "what was said",
            trigger: ".modal [name=note] textarea",
            run: "edit Wants the engraving in gold",
        },
        {
            content: "spoke",
            trigger: ".modal footer button[name=action_spoke]",
            run: "click",
        },
        ...walk(),
    ],
});

tours.add("gift_trail_on_a_phone", {steps: walk});

tours.add("gift_trail_of_a_lead", {
    steps: () => [
        {
            content: "the lead has a trail",
            trigger: ".o_form_view .nav-link[name=gift_trail]",
            run: "click",
        },
        {
            content: "with what happened before there was a customer",
            trigger: line("Asked at the door"),
        },
        {
            content: "and what happened with the customer",
            trigger: line("The first call of all, of the firm"),
        },
    ],
});
