// What a window shows before it has a database: connect, or look around in the sandbox.
#pragma once

#include "db/connectionfiles.h"
#include "db/connections.h"

#include <QWidget>

namespace gatehouse::ui {

class Banner;
class ConnectCard;
class ProfileList;

class StartPage : public QWidget
{
    Q_OBJECT

public:
    explicit StartPage(db::Connections &connections, QWidget *parent = nullptr);

    // Fills the field (a password is hidden) and begins, e.g. for --url.
    void connectTo(const QString &address);
    void openFile(const QString &path); // .env, compose, pg_service.conf
    void newConnection();
    ConnectCard &card() { return *m_card; }
    ProfileList &list() { return *m_list; }
    bool isIdle() const; // the tour asks

Q_SIGNALS:
    // Tested and saved; null: the server wanted no password.
    void openRequested(
        const gatehouse::db::Profile &profile, std::shared_ptr<const gatehouse::Secret> password);
    void sandboxRequested();

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void wire();
    void chooseFile();
    void take(const QString &name, const Result<db::SharedFoundFile> &file);
    void addFound(const db::FoundFile &file, const QList<int> &indexes);
    void edit(const db::Profile &profile);
    void importFrom();
    void exportTo(const std::vector<db::Profile> &profiles);
    void showTrouble();
    QStringList samplePasswords();

    db::Connections &m_connections;
    Banner *m_banner = nullptr;
    ConnectCard *m_card = nullptr;
    ProfileList *m_list = nullptr;
    QStringList m_samples;
    bool m_samplesKnown = false;
    bool m_reading = false;
};

} // namespace gatehouse::ui
