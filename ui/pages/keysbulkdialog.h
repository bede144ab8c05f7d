// One new limit, role or expiry for several keys, with what it would do to each.
#pragma once

#include "ui/pages/keyscontext.h"
#include "ui/widgets/confirmdialog.h"

class QCheckBox;
class QComboBox;
class QDateTimeEdit;
class QLineEdit;
class QPushButton;
class QTimer;

namespace gatehouse::ui {

class Banner;
class KeysPreviewModel;
class TableView;

class KeysBulkDialog : public EnvironmentDialog
{
    Q_OBJECT

public:
    KeysBulkDialog(const KeysContext &context, keys::Verb verb, const std::vector<keys::Key> &keys,
        QWidget *parent);
    ~KeysBulkDialog() override;

Q_SIGNALS:
    void changed(const gatehouse::keys::Changed &done);

private:
    QWidget *field();
    void buildTable();
    void buildButtons();
    keys::Bulk bulk() const;
    void preview();
    void submit();
    void fail(const Error &error);

    KeysContext m_context;
    keys::Verb m_verb;
    std::vector<keys::Key> m_keys;
    QLineEdit *m_limit = nullptr;
    QComboBox *m_role = nullptr;
    QCheckBox *m_expires = nullptr;
    QDateTimeEdit *m_expiry = nullptr;
    QTimer *m_soon = nullptr;
    CancelToken m_asking;
    std::unique_ptr<KeysPreviewModel> m_model;
    TableView *m_table = nullptr;
    Banner *m_banner = nullptr;
    QPushButton *m_submit = nullptr;
};

// Of a dry run, for a ConfirmDialog.
QList<Figure> figuresOf(const keys::Bulk &bulk, const keys::Preview &preview);
Error troubleOf(const keys::Preview &preview); // the first row that stands in the way

} // namespace gatehouse::ui
