// A .env file: one table of settings, each assignment a row.
#include "base/dotenv.h"
#include "base/securefile.h"
#include "migration/sources/fileset.h"
#include "migration/sources/parts.h"
#include "migration/words.h"

#include <QFileInfo>
#include <QRegularExpression>

#include <map>

namespace gatehouse::migration {
namespace {

constexpr qint64 kLargest = 4 * 1024 * 1024;

struct Line
{
    int number = 0;
    QByteArray name, value, raw;
    bool counts = true; // not overruled further down
    QString trouble;    // no assignment
};

struct Env
{
    QString path;
    std::vector<Line> lines;
};

class EnvRows : public Rows
{
public:
    EnvRows(std::shared_ptr<const Env> env, std::vector<int> places, size_t at)
        : m_env(std::move(env)), m_places(std::move(places)), m_at(at), m_cells(m_places.size())
    {
    }
    Result<bool> next() override
    {
        m_broken = false;
        if (++m_at >= m_env->lines.size())
            return false;
        const Line &line = m_env->lines[m_at];
        m_read += line.raw.size();
        if (!line.trouble.isEmpty()) {
            m_broken = true;
            return invalid(line.trouble);
        }
        const Cell all[] = {text(line.name), text(line.value), {Cell::Kind::Integer, line.number},
            {Cell::Kind::Bool, line.counts},
            line.counts && !line.value.isEmpty() ? text(line.name) : Cell{}};
        for (size_t i = 0; i < m_places.size(); ++i)
            m_cells[i] = all[m_places[i]];
        return true;
    }
    std::span<const Cell> cells() const override
    {
        return m_broken ? std::span<const Cell>() : std::span<const Cell>(m_cells);
    }
    Position position() const override { return QByteArray::number(qint64(m_at)); }
    QString where() const override { return u"line %1"_s.arg(line().number); }
    std::string_view raw() const override
    {
        return {line().raw.constData(), size_t(line().raw.size())};
    }
    qint64 bytesRead() const override { return m_read; }

private:
    static Cell text(const QByteArray &bytes)
    {
        return {Cell::Kind::Text, 0, 0, {bytes.constData(), size_t(bytes.size())}};
    }
    const Line &line() const { return m_env->lines[std::min(m_at, m_env->lines.size() - 1)]; }

    std::shared_ptr<const Env> m_env;
    std::vector<int> m_places;
    size_t m_at;
    std::vector<Cell> m_cells;
    qint64 m_read = 0;
    bool m_broken = false;
};

class EnvSource : public Source
{
public:
    explicit EnvSource(std::shared_ptr<const Env> env) : m_env(std::move(env))
    {
        m_tables.push_back({u"settings"_s,
            {{u"name"_s, {}, true}, {u"value"_s}, {u"line"_s, {}, true}, {u"counts"_s, {}, true},
                {u"inForce"_s}}, // the name, where it is the last of that name and not empty
            {u"line"_s}, {}, qint64(m_env->lines.size()), QFileInfo(m_env->path).size()});
    }
    const std::vector<SourceTable> &tables() const override { return m_tables; }
    Result<SourceState> state() override { return stateOf({m_env->path}); }
    Result<std::unique_ptr<Rows>> read(
        const QString &name, const QStringList &columns, const Position &after) override
    {
        const auto table = tableByName(m_tables, name);
        if (!table)
            return table.error();
        auto places = columnPlaces(*table.value(), columns);
        if (!places)
            return places.error();
        bool fits = true;
        const size_t at = after.isNull() ? size_t(-1) : size_t(after.toULongLong(&fits));
        if (!fits || (!after.isNull() && at >= m_env->lines.size()))
            return badPosition(name);
        return std::unique_ptr<Rows>(
            std::make_unique<EnvRows>(m_env, std::move(places).value(), at));
    }

private:
    std::shared_ptr<const Env> m_env;
    std::vector<SourceTable> m_tables;
};

Result<std::unique_ptr<Source>> open(const OpenRequest &request)
{
    auto env = std::make_shared<Env>();
    env->path = sourcePath(request.uri);
    const auto content = readFile(env->path, kLargest);
    if (!content)
        return content.error();
    const QByteArrayList written = QByteArray(content.value()).replace("\r\n", "\n").split('\n');
    const bool compose = request.options.value(u"rules"_s).toString() == "compose"_L1;
    const Dotenv parsed =
        parseDotenv(content.value(), {}, compose ? Variables::Compose : Variables::Braced);
    std::map<int, Line> lines; // in the order of the file
    for (const DotenvEntry &entry : parsed.entries)
        lines[entry.line] = {entry.line, entry.key.toUtf8(), entry.value.toUtf8(),
            written.value(entry.line - 1), true, {}};
    std::map<QByteArray, Line *> last;
    for (auto &[number, line] : lines)
        last[line.name] = &line;
    for (auto &[number, line] : lines)
        line.counts = last[line.name] == &line;
    for (const DotenvIssue &issue : parsed.issues)
        if (issue.broken || !lines.contains(issue.line))
            lines[issue.line] = {
                issue.line, {}, {}, written.value(issue.line - 1), false, issue.text};
    const bool unclean = QString::fromUtf8(content.value()).toUtf8() != content.value();
    for (auto &[number, line] : lines) {
        // A value goes over several lines; the first is not all of it.
        if (line.trouble.isEmpty() && unclean
            && (line.value.contains("\xef\xbf\xbd")
                || QString::fromUtf8(line.raw).toUtf8() != line.raw))
            line.trouble = Words::tr("Line %1 is no UTF-8.").arg(number);
        env->lines.push_back(std::move(line));
    }
    if (env->lines.empty())
        return invalid(Words::tr("%1 holds no settings.").arg(env->path));
    return std::unique_ptr<Source>(std::make_unique<EnvSource>(std::move(env)));
}

int fits(const QString &uri, QByteArrayView head)
{
    static const QRegularExpression kSetting(u"^\\s*(?:export\\s+)?[A-Za-z_][A-Za-z0-9_]*\\s*="_s);
    const QString name = QFileInfo(sourcePath(uri)).fileName();
    const bool named = name == ".env"_L1 || name.endsWith(".env"_L1) || name.startsWith(".env."_L1);
    if (head.contains('\0') || head.isEmpty())
        return 0;
    int settings = 0, lines = 0;
    for (QByteArrayView rest = head; !rest.isEmpty() && lines < 200;) {
        const qsizetype end = rest.indexOf('\n');
        const QString line = QString::fromUtf8(end < 0 ? rest : rest.first(end)).trimmed();
        rest = end < 0 ? QByteArrayView() : rest.sliced(end + 1);
        if (line.isEmpty() || line.startsWith(u'#'))
            continue;
        ++lines;
        settings += kSetting.match(line).hasMatch();
    }
    if (settings == 0)
        return named ? 30 : 0;
    return named ? 95 : settings * 10 >= lines * 8 ? 60 : 0;
}

} // namespace

SourceKind envKind()
{
    return {"env", QT_TRANSLATE_NOOP("gatehouse::migration::Words", "Settings (.env)"),
        {{"rules", QT_TRANSLATE_NOOP("gatehouse::migration::Words", "Rules of"),
            SourceOption::Kind::Choice, "python-dotenv|compose", "python-dotenv"}},
        fits, open};
}

} // namespace gatehouse::migration
