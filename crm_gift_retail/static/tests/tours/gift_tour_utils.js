/** Steps that several tours share. */

/** Opens the app and waits for its first screen. */
export function openHome() {
    return [
        {
            content: "the first screen is there",
            trigger: ".o_crm_gift_home",
        },
    ];
}
