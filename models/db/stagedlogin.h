// The last stages of a connection test: login, database and rights, through libpq.
#pragma once

#include "db/stagedtest.h"

#include <optional>

struct pg_conn;

namespace gatehouse::db {

struct LoginEnd
{
    Stage stage = Stage::Login; // how far it came; Database when the login itself is done
    std::optional<Error> error{};
    QString text{};
    QStringList warnings{};
    bool passwordWanted = false;
};

// Call in order, each only after the one before passed. One thread; never waits longer than the
// test's timeout or the token.
class StagedLogin
{
public:
    StagedLogin(const ConnectionTest &test, const CancelToken &token);
    ~StagedLogin();
    StagedLogin(const StagedLogin &) = delete;
    StagedLogin &operator=(const StagedLogin &) = delete;

    LoginEnd enter(); // until the server accepts who we are
    LoginEnd open();  // until it is ready in the database
    LoginEnd look();  // what may be read there

private:
    std::optional<Error> poll(int until); // a ConnStatusType, or 0 for the end
    Error failedLogin();
    Result<QStringList> row(const QByteArray &sql); // of one row; for the simple questions here
    QStringList loginWarnings() const;

    const ConnectionTest &m_test;
    const CancelToken &m_token;
    pg_conn *m_conn = nullptr;
    int m_state = 0; // PostgresPollingStatusType
    qint64 m_deadline = 0;
    std::optional<Error> m_failed;
    Stage m_failedAt = Stage::Login;
    bool m_passwordWanted = false;
};

} // namespace gatehouse::db
