"""The two windows that methods open: a record's form, and a dialog."""


def form_action(record):
    """Return the window action that opens a record.

    :param record: one record that the user may read; its form asks again
    """
    return {
        "type": "ir.actions.act_window",
        "res_model": record._name,
        "res_id": record.id,
        "views": [(False, "form")],
    }


def dialog_action(model, title, context, view_id=False):
    """Return the window action that opens a dialog over the screen.

    :param model: model of the dialog
    :param str title: translated
    :param dict context: defaults of the dialog
    :param view_id: id of its form, the model's usual one by default
    """
    return {
        "type": "ir.actions.act_window",
        "name": title,
        "res_model": model._name,
        "views": [(view_id, "form")],
        "target": "new",
        "context": context,
    }
