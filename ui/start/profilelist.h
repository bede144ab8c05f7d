// The saved connections as cards: by group, the last used first, found by typing.
#pragma once

#include "db/connections.h"

#include <QWidget>

class QLineEdit;
class QVBoxLayout;

namespace gatehouse::ui {

class EmptyState;
class ProfileCard;

class ProfileList : public QWidget
{
    Q_OBJECT

public:
    explicit ProfileList(db::Connections &connections, QWidget *parent = nullptr);

    QLineEdit *search() const { return m_search; }
    std::vector<ProfileCard *> cards() const { return m_cards; } // as shown

Q_SIGNALS:
    void openRequested(const gatehouse::db::Profile &profile);
    void editRequested(const gatehouse::db::Profile &profile);
    void exportRequested(const std::vector<gatehouse::db::Profile> &profiles);
    void importRequested();

private:
    QWidget *makeHead();
    void rebuild();
    void addGroup(const QString &name, const std::vector<db::Profile> &profiles, int &row);
    void wire(ProfileCard *card);
    void confirmDelete(const db::Profile &profile);
    bool matches(const db::Profile &profile) const;

    db::Connections &m_connections;
    QLineEdit *m_search = nullptr;
    QWidget *m_more = nullptr;
    QVBoxLayout *m_groups = nullptr;
    EmptyState *m_empty = nullptr;
    std::vector<ProfileCard *> m_cards;
};

} // namespace gatehouse::ui
