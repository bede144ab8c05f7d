// What a window knows of its endpoints: looks at them itself or follows somebody who does, keeps
// the history, and says when there is something new (H3, H4).
#pragma once

#include "base/clock.h"
#include "db/session.h"
#include "health/endpointlist.h"
#include "health/historystore.h"
#include "health/watch.h"

#include <QObject>
#include <QThreadPool>
#include <QTimer>

#include <mutex>

namespace gatehouse::health {

// The newest look of this window at one endpoint. Who follows has no standing of its own.
struct Seen
{
    std::optional<Reading> reading;
    Judgement judgement;
    qint64 at = 0;
};

// Window's thread; asking, files and SQL happen elsewhere. History goes into the tables of the
// database when these are there and the user agreed to write there, else into the file.
class Station : public QObject
{
    Q_OBJECT

public:
    enum class Mode { Closed, Opening, Following, Watching };

    struct Setup
    {
        EndpointSource source;
        std::function<std::unique_ptr<db::Session>()> openSession{}; // in this thread; null: none
        bool mayWriteTables = false;
        QString file; // historyFile()
        const Clock *clock = &Clock::system();
    };

    explicit Station(Setup setup, QObject *parent = nullptr);
    ~Station() override; // what was seen and not written yet is written to the file

    void open();  // also again, after endpoints or consent changed
    void close(); // nothing is asked any more; what is known stays
    void setSource(const EndpointSource &source) { m_setup.source = source; }
    void setMayWriteTables(bool may) { m_setup.mayWriteTables = may; }
    void lookNow();                                                 // at all
    void look(const QString &key, std::optional<Depth> depth = {}); // at one; not remembered
    void refresh();                                                 // the history anew
    void edit(std::vector<Endpoint> endpoints); // keeps the list as one's own, and opens again
    void useDescription();                      // forgets it
    // Adds what this .env names, takes its secrets from now on, and opens again.
    void takeEnv(const QString &path);
    void createTables(const trail::Actor &actor); // after the user agreed; then writes there
    void removeTables(const trail::Actor &actor); // what was recorded there is gone

    Mode mode() const { return m_mode; }
    bool isBusy() const { return m_asking > 0 || m_looking > 0; }
    const EndpointList &list() const { return m_list; }
    const EndpointSource &source() const { return m_setup.source; }
    const Endpoint *endpoint(const QString &key) const;
    const Seen *seen(const QString &key) const;
    const Picture &picture() const { return m_picture; }
    bool inTables() const { return m_inTables; }
    std::optional<TablesStatus> tables() const { return m_tables; } // none: not asked yet
    QString where() const; // translated: where the history is kept, and why
    qint64 now() const { return m_setup.clock->now().toMSecsSinceEpoch(); }

Q_SIGNALS:
    void begins();      // this window looks from now on; picture() is what was known before
    void listChanged(); // the endpoints are others now
    void changed();     // a look or the history; at most five times a second
    void readingsCame(const std::vector<gatehouse::health::Reading> &readings);
    void failed(const gatehouse::Error &error);
    void envTaken(const QString &path, int added);
    void tablesChanged(bool created); // or removed

private:
    struct Inbox;
    using Task = std::function<Result<Picture>(History &)>;
    QFuture<Result<Picture>> ask(Task task);
    void changeTables(bool create, std::function<Result<>(db::Sql &)> change);
    void takeList(const Result<EndpointList> &list);
    void takeStatus(const Result<TablesStatus> &status);
    void takePicture(const Result<Picture> &picture);
    bool isWatchedElsewhere() const;
    void watch();
    void drain();
    void write();
    void keepAfter(const Result<> &done);

    Setup m_setup;
    Mode m_mode = Mode::Closed;
    EndpointList m_list;
    std::unique_ptr<db::Session> m_session;
    std::optional<TablesStatus> m_tables;
    bool m_inTables = false, m_writing = false, m_away = false;
    int m_asking = 0, m_looking = 0, m_round = 0;
    Picture m_picture;
    QHash<QString, Seen> m_seen;
    std::shared_ptr<Inbox> m_inbox;
    std::vector<Reading> m_held;
    QThreadPool m_files; // one thread: in order
    QTimer m_drain, m_write, m_refresh;
    std::unique_ptr<Prober> m_prober;
    std::unique_ptr<Watch> m_watch; // goes first
};

} // namespace gatehouse::health
