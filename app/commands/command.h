// What gatehousectl can do, as data: the parser, the help, the man page and the completions read
// the same table. A command is a function in a file of this folder and a row of the table it
// returns; the file is named in all.cpp.
#pragma once

#include "base/cancel.h"
#include "base/progress.h"
#include "base/result.h"
#include "base/secret.h"
#include "db/session.h"
#include "trail/keyplace.h"

#include <QJsonValue>
#include <QStringList>

#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <vector>

namespace gatehouse::backup {
struct KeptKey;
}

namespace gatehouse::cli {
class Backstage;
struct Invocation;
class Terminal;
struct Table;
} // namespace gatehouse::cli

namespace gatehouse::commands {

// A contract with scripts.
enum class Exit {
    Done = 0,        // done and proven
    WrongUsage = 1,  // nothing was tried
    Failed = 2,      // failed, and nothing changed
    Differences = 3, // finished with rejects or differences; the output says which
    Cancelled = 4,
    Lost = 5, // no connection, or the server was lost
};

enum class Completion { None, File, Folder };

// Help texts are QT_TRANSLATE_NOOP("Command", "..."), one sentence without a full stop.
struct Option
{
    const char *name;            // "rows" is written --rows
    const char *value = nullptr; // "N"; without one it is a switch
    const char *help = "";
    bool required = false;
    bool repeated = false;
    Completion completion = Completion::None;
    std::vector<const char *> choices{}; // the only values that are taken; empty: any
};

// What stands without dashes, in this order; only the last may be repeated.
struct Operand
{
    const char *name; // "KEY"
    const char *help = "";
    bool required = true;
    bool repeated = false;
    Completion completion = Completion::None;
};

class Context;

struct Command
{
    const char *path;    // "keys list": one to three words
    const char *summary; // one line of the list of commands
    std::vector<Option> options{};
    std::vector<Operand> operands{};
    std::function<Exit(Context &)> run{};
    const char *details = ""; // further sentences for --help and the man page
};

std::vector<Command> allCommands();

// What a command works with; lives as long as its run, in the main thread. People read say(),
// table() and warn(); with --json they are silent and the one document is what done() is given.
class Context
{
public:
    Context(const cli::Invocation &invocation, cli::Terminal &terminal, CancelToken token);
    ~Context();

    bool has(const char *option) const;
    QString text(const char *option, const QString &fallback = {}) const;
    QStringList texts(const char *option) const; // of a repeated option
    QStringList operands() const;
    // Invalid, naming the option, when it is no number or out of range. Give it to wrongUsage().
    Result<qint64> number(const char *option, qint64 fallback, qint64 lowest, qint64 highest) const;

    bool json() const;
    const CancelToken &token() const { return m_token; } // cancelled by SIGINT and SIGTERM
    ReportProgress progress(); // any thread; one line on a terminal, else silent

    void say(const QString &line); // standard output; outside text goes through safeText before
    void table(const cli::Table &table); // aligned; cells go through safeText here
    void warn(const QString &sentence);  // standard error, with --json too
    // Bytes of an export, on standard output as they are; false when nobody reads any more.
    bool write(QByteArrayView bytes);

    // How every command ends. One plain sentence goes to standard error, the server's words after
    // it.
    Exit done(const QJsonValue &document, Exit exit = Exit::Done);
    Exit failed(const Error &error); // exit by the kind of the error
    Exit failed(const Error &error, Exit exit);
    Exit wrongUsage(const QString &sentence);

    // --yes, or y/Y typed at a terminal; without either a refusal that names --yes.
    Result<> confirm(const QString &question);
    // A secret that the command is about: asked for without echo at a terminal, else the first line
    // of standard input. Cancelled when Ctrl+C came first.
    Result<Secret> readSecret(const QString &question, qsizetype most);
    bool canAsk() const; // somebody sits at a terminal

    // Asked for without echo at a terminal; null where there is nobody to ask.
    Result<std::shared_ptr<const Secret>> askPassword(const QString &question);

    // Opens --url, --profile or $GATEHOUSE_URL and logs in. The password comes from the URL (with a
    // warning), PGPASSWORD, the profile's keychain entry, the pass file, or is asked on a terminal.
    Result<std::unique_ptr<db::Session>> open(bool readOnly = true);
    // Null when there is none and none is to be made.
    Result<trail::SharedKey> signingKey(trail::WhenMissing missing);
    Result<backup::KeptKey> recoveryKey(db::WhenMissing missing);
    // One closure of that session, waited for; Ctrl+C cancels it.
    template <typename F>
    auto run(db::Session &session, F f)
    {
        // A cancel is answered at once; the closure is waited for, as it works with its caller's.
        auto over = std::make_shared<std::promise<void>>();
        const auto ended = over->get_future();
        auto future = session.run(
            [f = std::move(f), over = std::move(over)](db::Sql &sql) mutable {
                auto result = f(sql);
                over->set_value();
                return result;
            },
            m_token);
        future.waitForFinished();
        ended.wait_for(std::chrono::seconds(3));
        return future.result();
    }

private:
    struct Target
    {
        db::ConnInfo info;
        std::shared_ptr<const Secret> password;
        QString role;
    };
    Result<Target> target();
    Result<Target> profileTarget();
    const cli::Invocation &m_invocation;
    cli::Terminal &m_terminal;
    CancelToken m_token;
    std::unique_ptr<cli::Backstage> m_backstage; // for the tunnel of a profile
};

Exit exitFor(const Error &error);

} // namespace gatehouse::commands
