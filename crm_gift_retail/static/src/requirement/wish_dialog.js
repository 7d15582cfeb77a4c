/**
 * Open the wish of an order or of one of its lines in a dialog; the order is saved
 * first, because a wish needs a line that exists.
 *
 * @param {Object} services `action` and `orm`
 * @param {import("@web/model/relational_model/record").Record} order the order's form
 * @param {number|false} lineId
 * @param {Function} [onClose]
 */
export async function openWish({action, orm}, order, lineId, onClose) {
    const dialog = await orm.call("sale.order", "action_gift_wish", [
        [order.resId],
        lineId || false,
    ]);
    await action.doAction(dialog, {
        onClose: async () => {
            await order.load();
            await onClose?.();
        },
    });
}
