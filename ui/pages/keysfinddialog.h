// Find by secret (K6): a pasted key, hashed here; whose it is, and where its text still lies.
#pragma once

#include "keys/find.h"
#include "ui/pages/keyscontext.h"

#include <atomic>

class QPushButton;
class QTimer;

namespace gatehouse::ui {

class Banner;
class PlacesModel;
class PlainLabel;
class SecretField;
class TableView;

// The field is emptied when the search starts; afterwards only the mask is shown. The search runs
// in a session of its own and stops when the dialog closes. Deletes itself on close.
class KeysFindDialog : public EnvironmentDialog
{
    Q_OBJECT

public:
    KeysFindDialog(const KeysContext &context, QWidget *parent);
    ~KeysFindDialog() override;

Q_SIGNALS:
    void keyWanted(const QString &keyId); // "show it in the list"

private:
    struct Meter // written by the session's thread
    {
        std::atomic<qint64> done = 0, total = 0;
    };
    void build();
    void buildResult();
    void search();
    void showProgress();
    void showFound(const keys::Found &found);
    void showOwner(const keys::Found &found);
    void showUnsearched(const keys::Found &found);

    KeysContext m_context;
    std::unique_ptr<PlacesModel> m_model;
    std::shared_ptr<Meter> m_meter;
    CancelToken m_searching;
    QString m_keyId;
    QTimer *m_tick = nullptr;
    SecretField *m_field = nullptr;
    Banner *m_banner = nullptr;
    PlainLabel *m_key = nullptr, *m_owner = nullptr, *m_unsearched = nullptr;
    TableView *m_table = nullptr;
    QPushButton *m_find = nullptr, *m_show = nullptr;
};

} // namespace gatehouse::ui
