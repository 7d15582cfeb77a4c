/** Sign and colour of each kind of touchpoint; the word comes from the server. */
export const KIND_LOOKS = {
    lead: {icon: "fa-star-o", color: "warning"},
    lead_won: {icon: "fa-trophy", color: "success"},
    lead_lost: {icon: "fa-thumbs-o-down", color: "danger"},
    call: {icon: "fa-phone", color: "primary"},
    meeting: {icon: "fa-users", color: "primary"},
    visit: {icon: "fa-home", color: "primary"},
    invitation: {icon: "fa-envelope-open-o", color: "primary"},
    message_in: {icon: "fa-commenting-o", color: "info"},
    message_out: {icon: "fa-paper-plane-o", color: "info"},
    note: {icon: "fa-sticky-note-o", color: "secondary"},
    handover: {icon: "fa-handshake-o", color: "secondary"},
    quotation: {icon: "fa-file-text-o", color: "success"},
    price_told: {icon: "fa-tag", color: "secondary"},
    date_told: {icon: "fa-calendar-check-o", color: "secondary"},
    proposal: {icon: "fa-gift", color: "success"},
    proposal_seen: {icon: "fa-eye", color: "info"},
    proposal_chosen: {icon: "fa-check-circle-o", color: "success"},
    proposal_comment: {icon: "fa-comment-o", color: "info"},
    order: {icon: "fa-shopping-cart", color: "success"},
    requirement: {icon: "fa-pencil", color: "warning"},
    proof: {icon: "fa-picture-o", color: "info"},
    proof_approved: {icon: "fa-thumbs-o-up", color: "success"},
    proof_refused: {icon: "fa-ban", color: "danger"},
    sample_asked: {icon: "fa-hand-paper-o", color: "secondary"},
    sample: {icon: "fa-cube", color: "success"},
    sample_feedback: {icon: "fa-comments-o", color: "info"},
    shipped: {icon: "fa-truck", color: "success"},
    arrived: {icon: "fa-check", color: "success"},
    return: {icon: "fa-undo", color: "danger"},
    assist: {icon: "fa-hand-o-right", color: "secondary"},
    referral: {icon: "fa-share-alt", color: "warning"},
};

/** Look of a kind that a later addon brings before it has one of its own. */
export const OTHER_LOOK = {icon: "fa-circle-o", color: "secondary"};

/** @param {string} kind @returns {{icon: string, color: string}} */
export function kindLook(kind) {
    return KIND_LOOKS[kind] || OTHER_LOOK;
}
