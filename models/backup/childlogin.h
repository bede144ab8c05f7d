// How a PostgreSQL program of ours logs in: a conninfo that we build, and a pass file that only
// this child knows. Never a password in arguments or the environment (S3).
#pragma once

#include "db/conninfo.h"

#include <memory>

class QTemporaryDir;

namespace gatehouse::backup {

class ChildLogin
{
public:
    // applicationName: so that its sessions can be told from others on the server.
    static Result<ChildLogin> make(const db::ConnInfo &info,
        const std::shared_ptr<const Secret> &password, const QString &applicationName);
    ChildLogin(ChildLogin &&) noexcept;
    ~ChildLogin(); // the pass file goes
    // "--dbname=host='...' dbname='...'", quoted so that a name stays a name whatever it holds.
    QString dbnameArgument() const { return u"--dbname="_s + m_conninfo; }

private:
    ChildLogin();
    std::unique_ptr<QTemporaryDir> m_dir;
    QString m_conninfo;
};

} // namespace gatehouse::backup
