// The right side of the API keys page: one key in full, or what can be done with several.
#pragma once

#include "items/keysmodel.h"
#include "keys/blast.h"

#include <QScrollArea>

class QGridLayout;
class QPushButton;
class QStackedWidget;
class QVBoxLayout;

namespace gatehouse::ui {

class Badge;
class Card;
class KeyStragglers;
class LimitBar;
class PlainLabel;
class Sparkline;

class KeysDetail : public QScrollArea
{
    Q_OBJECT

public:
    explicit KeysDetail(QWidget *parent = nullptr);

    void showNothing();
    void showKey(const keys::Keys &engine, const items::KeyRow &row, const QDateTime &now);
    void showShares(const keys::Detail &detail); // of the key that is shown
    void showStragglers(const keys::Stragglers &late);
    void setNoRequests(const QString &why); // empty: its requests can be shown
    void showSeveral(const keys::Keys &engine, const std::vector<keys::Key> &keys);

Q_SIGNALS:
    void wanted(const QString &actionId); // "rotate", "edit", "revoke", "reactivate" ...

private:
    QWidget *nothingPage();
    QWidget *keyPage();
    QWidget *severalPage();
    QPushButton *action(const QString &text, const char *id, const char *page, bool danger = false);
    void showActions(const keys::Keys &engine, const keys::Key &key);
    void showLimits(const keys::Keys &engine, const items::KeyRow &row);
    void showWeek(const keys::Keys &engine, const keys::Key &key);
    void showFacts(const keys::Keys &engine, const keys::Key &key, const QDateTime &now);

    QStackedWidget *m_pages = nullptr;
    PlainLabel *m_name = nullptr, *m_key = nullptr;
    Badge *m_badge = nullptr;
    QPushButton *m_rotate = nullptr, *m_edit = nullptr, *m_revoke = nullptr;
    QPushButton *m_reactivate = nullptr, *m_delete = nullptr, *m_reveal = nullptr;
    QPushButton *m_requests = nullptr, *m_whatIf = nullptr;
    KeyStragglers *m_stragglers = nullptr;
    PlainLabel *m_limitTitle = nullptr, *m_limitText = nullptr, *m_others = nullptr;
    LimitBar *m_bar = nullptr;
    PlainLabel *m_weekTitle = nullptr, *m_weekText = nullptr;
    Sparkline *m_week = nullptr;
    PlainLabel *m_shareTitle = nullptr;
    QGridLayout *m_shares = nullptr, *m_facts = nullptr;
    PlainLabel *m_several = nullptr, *m_severalText = nullptr;
    QPushButton *m_bulkLimit = nullptr, *m_bulkRole = nullptr, *m_bulkExpiry = nullptr;
    QPushButton *m_bulkRevoke = nullptr, *m_bulkReactivate = nullptr, *m_bulkDelete = nullptr;
};

} // namespace gatehouse::ui
