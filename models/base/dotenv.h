// .env files as the services read them, and ${VAR:-x} as compose files write it.
#pragma once

#include <QByteArray>
#include <QMap>
#include <QString>

#include <functional>
#include <optional>
#include <vector>

namespace gatehouse {

struct DotenvEntry
{
    QString key, value;
    int line = 0; // from 1
};

struct DotenvIssue
{
    int line = 0;
    QString key;  // empty when the line has none
    QString text; // one translated sentence; never holds a value
    bool broken = false; // what became of the value is a guess
};

struct Dotenv
{
    std::vector<DotenvEntry> entries; // every assignment in the file's order, overruled ones too
    QMap<QString, QString> values;    // of a key that stands twice the last one wins
    std::vector<DotenvIssue> issues;  // duplicates, lines that are none
};

enum class Variables {
    Braced,  // ${VAR}, ${VAR-x}, ${VAR:-x}, ${VAR+x}, ${VAR:+x}, ${VAR?x}, ${VAR:?x}
    Compose, // these, $VAR too, and $$ is one $
};

// The rules of python-dotenv, which the services use: `export`, spaces around =, '...' taken
// literally except \' and \\, "..." with \n \t \" and the like, both over several lines; a # begins
// a comment only after a blank; ${VAR} and ${VAR:-x} are filled in from earlier lines, then from
// `environment`, except inside '...'. A bare $NAME stays as it is, unless `style` is that of
// compose. CRLF and a byte order mark are fine. One deviation: in "KEY= # note" the value is empty,
// as compose has it. Any thread.
Dotenv parseDotenv(const QByteArray &content, const QMap<QString, QString> &environment = {},
    Variables style = Variables::Braced);

struct Expanded
{
    QString text;
    QStringList missing;   // without value and default: empty text stands there
    QStringList defaulted; // had no value, so its default was taken
};

// Unclosed or malformed forms stay as they are. The result is cut at 64 KiB.
Expanded expandVariables(const QString &text, Variables style,
    const std::function<std::optional<QString>(const QString &)> &lookUp);

} // namespace gatehouse
