// The right side of the conversations page: one session, its messages in order, one of them in
// full.
#pragma once

#include "conversations/source.h"
#include "items/browsemodel.h"

#include <QWidget>

class QCheckBox;
class QPlainTextEdit;
class QPushButton;
class QStackedWidget;

namespace gatehouse {
class SettingsFile;
}

namespace gatehouse::db {
class Session;
}

namespace gatehouse::ui {

class BrowseTable;
class PlainLabel;

// Opens at the newest message; Home goes to the first. Texts are cut where they are long and
// fetched whole when looked at.
class ConversationPane : public QWidget
{
    Q_OBJECT

public:
    explicit ConversationPane(QWidget *parent);
    ~ConversationPane() override;

    // Null takes everything away. The sessions must outlive the source.
    void setSource(std::shared_ptr<const conversations::Source> source, db::Session *pages,
        db::Session *figures, SettingsFile &settings, const QTimeZone &zone);
    // Empty id: none is chosen. Texts come from outside.
    void showSession(const QString &id, const QString &title, const QString &facts,
        const conversations::Search &search);
    const QString &session() const { return m_id; }
    void refresh();
    void cancel();
    bool isIdle() const { return m_fetches == 0 && (!m_model || m_model->isIdle()); }

Q_SIGNALS:
    void renameWanted();
    void removeWanted();
    void writeWanted();

private:
    QWidget *sessionPage();
    QWidget *head(QWidget *page);
    QWidget *reader(QWidget *page);
    void dress();
    void ask();
    void showAll(bool matchesOnly);
    void showMessage(int row);
    void showText(const QString &text, qint64 wholeSize);

    std::shared_ptr<const conversations::Source> m_source;
    std::unique_ptr<items::BrowseModel> m_model;
    QTimeZone m_zone = QTimeZone::utc();
    SettingsFile *m_settings = nullptr;
    conversations::Search m_search;
    QString m_id;
    CancelToken m_fetching;
    int m_fetches = 0;

    QStackedWidget *m_pages = nullptr;
    PlainLabel *m_title = nullptr, *m_facts = nullptr, *m_note = nullptr, *m_about = nullptr;
    QPushButton *m_rename = nullptr, *m_remove = nullptr, *m_write = nullptr;
    QCheckBox *m_matches = nullptr;
    BrowseTable *m_table = nullptr;
    QPlainTextEdit *m_text = nullptr;
};

} // namespace gatehouse::ui
