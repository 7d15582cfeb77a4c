import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

tours.add("gift_dispute_ask", {
    steps: () => [
        {
            content: "the quotation says whose customer it is",
            trigger: "div[name=gift_claim_banner]:contains('Claimed by Anna')",
        },
        {
            content: "and that one helps",
            trigger:
                "div[name=gift_claim_banner]:contains('30 % of this sale are yours')",
        },
        {
            content: "I dispute this",
            trigger: "div[name=gift_claim_banner] button[name=action_gift_dispute]",
            run: "click",
        },
        {
            content: "the dialog names the claim",
            trigger: ".modal [name=claim_text]:contains('Anna')",
        },
        {
            content: "the trail is there already",
            trigger: ".modal [name=evidence_ids]:contains('Wants 200 tea sets')",
        },
        {
            content: "one chip",
            trigger: ".modal [name=reason_ids] label:contains('asked for me')",
            run: "click",
        },
        {
            content: "ask",
            trigger: ".modal footer button[name=action_ask]",
            run: "click",
        },
        {
            content: "it says who decides and until when",
            trigger: ".o_notification:contains('Waiting for')",
        },
        {content: "the dialog is gone", trigger: "body:not(:has(.modal))"},
    ],
});

tours.add("gift_dispute_decide", {
    steps: () => [
        {
            content: "the request shows both sides",
            trigger: ".o_gift_facts:contains('Wants 200 tea sets'):contains('Lunch')",
        },
        {
            content: "approve",
            trigger: ".o_gift_approve",
            run: "click",
        },
        {
            content: "how: by chip",
            trigger: ".o_gift_reason:contains('Give the customer on')",
            run: "click",
        },
        {content: "done", trigger: ".o_notification:contains('Approved')"},
        {content: "once", trigger: "body:not(:has(.o_gift_approve))"},
    ],
});

tours.add("gift_reassign", {
    steps: () => [
        {
            content: "the preview says what happens",
            trigger: "[name=summary]:contains('To Bob: 2 customers')",
        },
        {
            content: "reassign",
            trigger: "button[name=action_apply]",
            run: "click",
        },
        {
            content: "what moved is listed",
            trigger: "[name=line_ids]:contains('Client 0')",
        },
        {
            content: "take it back",
            trigger: "button[name=action_undo]",
            run: "click",
        },
        {content: "sure", trigger: ".modal footer .btn-primary", run: "click"},
        {
            content: "taken back",
            trigger: "body:not(:has(button[name=action_undo])):not(:has(.modal))",
        },
    ],
});

tours.add("gift_which_company", {
    steps: () => [
        {
            content: "the quotation asks",
            trigger: ".alert:contains('acts for 2 companies')",
        },
        {
            content: "choose",
            trigger: ".alert button[name=action_gift_choose_firm]",
            run: "click",
        },
        {
            content: "the firms of today",
            trigger: ".modal [name=firm_id] label:contains('Firm B')",
            run: "click",
        },
        {
            content: "this one",
            trigger: ".modal footer button[name=action_choose]",
            run: "click",
        },
        {
            content: "the quotation is for that firm",
            trigger: "[name=gift_buyer_id]:contains('Contact of Firm')",
        },
    ],
});
