#include "app/cli/backstage.h"
#include "app/cli/parser.h"
#include "app/cli/terminal.h"
#include "app/commands/words.h"
#include "base/redact.h"
#include "base/safetext.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace gatehouse::commands {
namespace {

constexpr qsizetype kErrorLength = 4000;

QString kindName(Error::Kind kind)
{
    switch (kind) {
    case Error::Kind::Cancelled:
        return u"cancelled"_s;
    case Error::Kind::Connection:
        return u"connection"_s;
    case Error::Kind::Sql:
        return u"sql"_s;
    case Error::Kind::Network:
        return u"network"_s;
    case Error::Kind::Io:
        return u"io"_s;
    case Error::Kind::Invalid:
        return u"invalid"_s;
    case Error::Kind::Refused:
        return u"refused"_s;
    }
    return {};
}

QJsonObject describe(const Error &error)
{
    QJsonObject described{{u"kind"_s, kindName(error.kind)}, {u"text"_s, redact(error.text)}};
    if (!error.detail.isEmpty())
        described.insert(u"detail"_s, redact(error.detail));
    if (!error.sqlState.isEmpty())
        described.insert(u"sqlState"_s, error.sqlState);
    return {{u"error"_s, described}};
}

QByteArray printed(const QJsonValue &value)
{
    if (value.isArray())
        return QJsonDocument(value.toArray()).toJson();
    return QJsonDocument(value.toObject()).toJson();
}

} // namespace

Exit exitFor(const Error &error)
{
    switch (error.kind) {
    case Error::Kind::Cancelled:
        return Exit::Cancelled;
    case Error::Kind::Connection:
        return Exit::Lost;
    default:
        return Exit::Failed;
    }
}

Context::Context(const cli::Invocation &invocation, cli::Terminal &terminal, CancelToken token)
    : m_invocation(invocation), m_terminal(terminal), m_token(std::move(token))
{
}

Context::~Context() = default;

bool Context::has(const char *option) const { return m_invocation.has(option); }

QString Context::text(const char *option, const QString &fallback) const
{
    return has(option) ? m_invocation.value(option) : fallback;
}

QStringList Context::texts(const char *option) const
{
    const auto found = m_invocation.values.find(QLatin1StringView(option));
    return found == m_invocation.values.end() ? QStringList() : found->second;
}

QStringList Context::operands() const { return m_invocation.operands; }

Result<qint64> Context::number(
    const char *option, qint64 fallback, qint64 lowest, qint64 highest) const
{
    if (!has(option))
        return fallback;
    bool isNumber = false;
    const qint64 value = m_invocation.value(option).toLongLong(&isNumber);
    if (isNumber && value >= lowest && value <= highest)
        return value;
    return invalid(Words::tr("The option --%1 takes a whole number from %2 to %3, not \"%4\".")
                       .arg(QLatin1StringView(option), QString::number(lowest),
                           QString::number(highest), safeText(m_invocation.value(option), 40)));
}

bool Context::json() const { return has("json"); }

ReportProgress Context::progress()
{
    return [&terminal = m_terminal](const Progress &progress) { terminal.progress(progress); };
}

void Context::say(const QString &line)
{
    if (!json())
        m_terminal.out(line);
}

void Context::table(const cli::Table &table)
{
    if (json())
        return;
    for (const QString &line : cli::aligned(table))
        m_terminal.out(line);
}

void Context::warn(const QString &sentence)
{
    m_terminal.err(Words::tr("Warning: %1").arg(safeText(redact(sentence), kErrorLength)));
}

bool Context::write(QByteArrayView bytes) { return m_terminal.write(bytes); }

Exit Context::done(const QJsonValue &document, Exit exit)
{
    m_terminal.wipeProgress();
    if (json())
        m_terminal.write(printed(document));
    return exit;
}

Exit Context::failed(const Error &error) { return failed(error, exitFor(error)); }

Exit Context::failed(const Error &error, Exit exit)
{
    m_terminal.err(safeText(redact(error.text), kErrorLength));
    const QStringList words = redact(error.detail).split(u'\n', Qt::SkipEmptyParts);
    for (const QString &line : words)
        m_terminal.err(safeText(line, kErrorLength));
    return done(describe(error), exit);
}

Exit Context::wrongUsage(const QString &sentence)
{
    return failed(invalid(sentence), Exit::WrongUsage);
}

Result<> Context::confirm(const QString &question)
{
    if (has("yes"))
        return Done{};
    if (!m_terminal.canAsk())
        return refused(
            Words::tr("Nothing was changed: the question \"%1\" needs a terminal, or --yes.")
                .arg(question));
    const auto answer = m_terminal.ask(question + " [y/N]"_L1, m_token);
    if (!answer && m_token.isCancelled())
        return cancelled();
    if (answer
        && (*answer == "y"_L1 || *answer == "Y"_L1
            || answer->compare("yes"_L1, Qt::CaseInsensitive) == 0))
        return Done{};
    return refused(Words::tr("Nothing was changed, as you wished."));
}

bool Context::canAsk() const { return m_terminal.canAsk(); }

Result<Secret> Context::readSecret(const QString &question, qsizetype most)
{
    auto secret = m_terminal.canAsk() ? m_terminal.askSecret(question, m_token)
                                      : m_terminal.readSecret(most, m_token);
    if (!secret)
        return m_token.isCancelled() ? cancelled() : invalid(Words::tr("Nothing was given."));
    return std::move(*secret);
}

} // namespace gatehouse::commands
