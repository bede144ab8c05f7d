// PostgreSQL and PgBouncer's console. The port first, where the reason of a failure is exact; then a
// login of its own.
#include "health/talk.h"

#include "base/deliver.h"
#include "base/redact.h"
#include "db/session.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTcpSocket>

namespace gatehouse::health {

namespace {

using Facts = Result<QJsonObject>;

Facts serverFacts(db::Sql &sql)
{
    struct Row
    {
        QString version;
        bool standby = false;
        int used = 0, most = 0;
        static Row fromRow(const db::Row &row)
        {
            return {row.text(0), row.get<bool>(1), row.get<int>(2), row.get<int>(3)};
        }
    };
    auto row = sql.fetchOne<Row>("health/server"_L1);
    if (!row)
        return row.error();
    return QJsonObject{{u"version"_s, row.value().version.section(u' ', 0, 0)},
        {u"standby"_s, row.value().standby}, {u"used"_s, row.value().used},
        {u"max"_s, row.value().most}};
}

// Columns by name: later versions insert some (facts 2.8).
Facts consoleFacts(db::Sql &sql)
{
    QJsonArray pools;
    auto done = sql.stream(u"SHOW POOLS"_s, {}, [&pools](const db::Row &row) {
        QJsonObject pool;
        for (int column = 0; column < row.columns(); ++column) {
            const QString name = row.name(column);
            if (name == "database"_L1 || name == "user"_L1)
                pool.insert(name, row.text(column));
            else if (name.startsWith("cl_"_L1) || name.startsWith("sv_"_L1)
                || name == "maxwait"_L1)
                pool.insert(name, row.text(column).toInt());
        }
        pools.append(pool);
        return true;
    });
    if (!done)
        return done.error();
    return QJsonObject{
        {u"version"_s, sql.server().version.section(u'/', 0, 0)}, {u"pools"_s, pools}};
}

Outcome outcomeOf(const Error &error)
{
    const QString words = error.text + u' ' + error.detail;
    if (error.kind == Error::Kind::Cancelled)
        return Outcome::Cancelled;
    if (!error.sqlState.isEmpty() && error.sqlState != "08006"_L1 && error.sqlState != "08001"_L1)
        return Outcome::LoginRefused;
    if (words.contains("certificate"_L1) || words.contains("SSL"_L1))
        return Outcome::TlsFailed;
    if (words.contains("invalid response"_L1) || words.contains("expected authentication"_L1)
        || words.contains("protocol"_L1))
        return Outcome::NotSpoken;
    return Outcome::Cut;
}

class SqlTalk : public Talk
{
public:
    SqlTalk(const Endpoint &endpoint, Answered answered, QObject *parent)
        : Talk(endpoint, std::move(answered), parent)
    {
        askId = u"login"_s;
        connect(&m_socket, &QTcpSocket::connected, this, [this] {
            connected();
            m_socket.abort();
            logIn();
        });
        connect(&m_socket, &QTcpSocket::errorOccurred, this,
            [this](QAbstractSocket::SocketError error) {
                failed(health::outcomeOf(int(error)), m_socket.errorString());
            });
    }

protected:
    void open(const QHostAddress &address) override
    {
        m_address = address;
        m_socket.abort();
        m_socket.connectToHost(address, quint16(port()));
    }
    void hangUp() override
    {
        m_socket.abort();
        m_token.cancel();
    }

private:
    void logIn()
    {
        auto parsed = db::parseConnection(endpoint().url);
        if (!parsed) {
            failed(Outcome::NotSpoken, parsed.error().text);
            return;
        }
        db::SessionOptions options;
        options.info = parsed.value().info;
        options.info.user = endpoint().user;
        options.info.extra.insert(u"hostaddr"_s, m_address.toString());
        options.password = endpoint().secret;
        options.kind = db::SessionKind::Monitor;
        const bool console = endpoint().kind == "pgbouncer"_L1;
        if (console && options.info.database.isEmpty())
            options.info.database = u"pgbouncer"_s;
        m_session = new db::Session(std::move(options), this);
        deliver(m_session->run(
                    [console](db::Sql &sql) {
                        return console && sql.server().console ? consoleFacts(sql)
                                                               : serverFacts(sql);
                    },
                    m_token),
            this, [this](const Facts &facts) { answer(facts); });
    }

    void answer(const Facts &facts)
    {
        if (isOver())
            return;
        firstByte();
        Answer answer{askId};
        if (facts) {
            answer.status = 200;
            answer.body = QJsonDocument(facts.value()).toJson(QJsonDocument::Compact);
        } else {
            const Error &error = facts.error();
            answer.outcome = outcomeOf(error);
            answer.sqlState = error.sqlState;
            answer.words = redact((error.detail.isEmpty() ? error.text : error.detail).left(500));
        }
        finish({timed(answer)});
    }

    QTcpSocket m_socket;
    QHostAddress m_address;
    CancelToken m_token;
    db::Session *m_session = nullptr;
};

} // namespace

Talk *sqlTalk(const Endpoint &endpoint, Talk::Answered answered, QObject *parent)
{
    return new SqlTalk(endpoint, std::move(answered), parent);
}

} // namespace gatehouse::health
