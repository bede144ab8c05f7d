#include "migration/recipe.h"

#include "base/safetext.h"
#include "migration/conversions.h"
#include "migration/encoder.h"
#include "migration/generic.h"
#include "migration/target.h"
#include "migration/words.h"

#include <QDateTime>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QUrl>

namespace gatehouse::migration {

namespace {

QJsonObject fileOf(const QString &system)
{
    QFile file(u":/systems/%1/migrate.json"_s.arg(system));
    if (system.contains(u'/') || !file.open(QIODevice::ReadOnly))
        return {};
    return QJsonDocument::fromJson(file.readAll()).object();
}

bool has(const Source &source, const QString &need)
{
    for (const SourceTable &table : source.tables()) {
        if (need == table.name)
            return true;
        if (!need.startsWith(table.name + u'.'))
            continue;
        for (const SourceColumn &column : table.columns)
            if (need.mid(table.name.size() + 1) == column.name)
                return true;
    }
    return false;
}

// "settings.inForce=DEMO_ADMIN_KEY": a value that one of the first rows has.
bool holds(Source &source, const QString &need)
{
    constexpr int kMostRows = 10'000;
    const QString place = need.section(u'=', 0, 0), value = need.section(u'=', 1);
    if (!has(source, place))
        return false;
    auto rows = source.read(place.section(u'.', 0, 0), {place.section(u'.', 1)});
    for (int i = 0; rows && i < kMostRows; ++i) {
        const auto went = rows.value()->next();
        if ((went && !went.value()) || (!went && went.error().kind != Error::Kind::Invalid))
            break;
        if (went && rows.value()->cells()[0].bytes == value.toStdString())
            return true;
    }
    return false;
}

bool meets(Source &source, const Recipe &recipe)
{
    for (const QString &need : recipe.needs)
        if (need.contains(u'=') ? !holds(source, need) : !has(source, need))
            return false;
    return !recipe.needs.isEmpty();
}

// Documents may lack a field in all of them: the column then has what the target gives it.
void leaveAbsentOut(TableRule &rule, const Source &source, QStringList &notes)
{
    QStringList absent;
    std::erase_if(rule.columns, [&](const ColumnRule &column) {
        if (column.from.size() != 1 || column.fallback || column.from[0].endsWith(u".*"_s)
            || has(source, rule.from + u'.' + column.from[0]))
            return false;
        absent << column.from[0];
        return true;
    });
    if (!absent.isEmpty())
        notes << Words::tr("No row of “%1” has these columns, so %2 gets no value for them: %3.")
                     .arg(rule.from, rule.to, absent.join(u", "_s));
}

// A table of a recipe that this source does not have is left out; what has no rule is named.
void fitToSource(Plan &plan, const Source &source)
{
    std::erase_if(
        plan.tables, [&source](const TableRule &rule) { return !has(source, rule.from); });
    for (TableRule &rule : plan.tables)
        leaveAbsentOut(rule, source, plan.notes);
    for (TableRule &rule : plan.tables)
        std::erase_if(rule.references, [&plan](const ReferenceRule &reference) {
            return std::none_of(plan.tables.begin(), plan.tables.end(),
                       [&](const TableRule &other) { return other.to == reference.table; })
                && reference.onOrphan == OnOrphan::Stub;
        });
    for (const SourceTable &table : source.tables()) {
        std::vector<const TableRule *> rules; // conversations also tell which agents there are
        for (const TableRule &rule : plan.tables)
            if (rule.from == table.name)
                rules.push_back(&rule);
        if (rules.empty()) {
            plan.notes << Words::tr("The table “%1” of the source is not moved by this plan.")
                              .arg(table.name);
            continue;
        }
        const auto takes = [](const TableRule &rule, const QString &column) {
            return rule.leave.contains(column) || column == rule.onlyColumn || !rule.extra.isEmpty()
                || std::any_of(
                    rule.columns.begin(), rule.columns.end(), [&](const ColumnRule &one) {
                        return expanded(one.from, {column}).contains(column);
                    });
        };
        QStringList left;
        for (const SourceColumn &column : table.columns)
            if (std::none_of(rules.begin(), rules.end(),
                    [&](const TableRule *rule) { return takes(*rule, column.name); }))
                left << column.name;
        if (!left.isEmpty())
            plan.notes << Words::tr("These columns of “%1” have no rule and are not moved: %2.")
                              .arg(table.name, left.join(u", "_s));
    }
}

// asyncpg takes ssl= where libpq takes sslmode=, and refuses the other.
QString urlFor(const db::ConnInfo &info, const QString &scheme, const char *tls)
{
    QString url = scheme + u"://"_s + QString::fromLatin1(QUrl::toPercentEncoding(info.user))
        + u":PASSWORD@"_s;
    const bool socket = info.host.startsWith(u'/');
    url += socket ? QString() : info.host;
    if (!info.port.isEmpty() && !socket)
        url += u':' + info.port;
    url += u'/' + QString::fromLatin1(QUrl::toPercentEncoding(info.database));
    QStringList parameters;
    if (socket)
        parameters << u"host="_s + QString::fromLatin1(QUrl::toPercentEncoding(info.host))
                   << u"port="_s + (info.port.isEmpty() ? u"5432"_s : info.port);
    if (!socket && info.tls != db::TlsMode::Prefer)
        parameters << QLatin1StringView(tls) + u'=' + db::tlsName(info.tls);
    return parameters.isEmpty() ? url : url + u'?' + parameters.join(u'&');
}

QJsonObject named(const QJsonArray &list, const QString &member, const QString &value)
{
    for (const QJsonValue &one : list)
        if (one[member] == value)
            return one.toObject();
    return {};
}

// A recipe that is "like" another has its plan, with other notes, other rules for the target tables
// that it names, and further references.
QJsonObject planOf(const QJsonArray &recipes, const QJsonObject &recipe)
{
    if (!recipe.contains(u"like"_s))
        return recipe[u"plan"_s].toObject();
    QJsonObject plan = planOf(recipes, named(recipes, u"id"_s, recipe[u"like"_s].toString()));
    if (recipe.contains(u"notes"_s))
        plan[u"notes"_s] = recipe[u"notes"_s];
    const QJsonArray own = recipe[u"tables"_s].toArray();
    const QJsonObject references = recipe[u"references"_s].toObject();
    QJsonArray tables;
    for (const QJsonValue &one : plan[u"tables"_s].toArray()) {
        const QString to = one[u"to"_s].toString();
        const QJsonObject instead = named(own, u"to"_s, to);
        QJsonObject table = instead.isEmpty() ? one.toObject() : instead;
        if (references.contains(to))
            table[u"references"_s] = references[to];
        tables.append(table);
    }
    plan[u"tables"_s] = tables;
    return plan;
}

// Files that options name are found from any working directory later.
QVariantMap withWholePaths(QVariantMap options)
{
    for (const SourceKind &kind : sourceKinds())
        for (const SourceOption &option : kind.options) {
            const QString name = QString::fromLatin1(option.name);
            const QString path = options.value(name).toString();
            if (option.kind == SourceOption::Kind::File && !path.isEmpty())
                options[name] = QFileInfo(path).absoluteFilePath();
        }
    return options;
}

} // namespace

QStringList systemsWithRecipes()
{
    return {u"flux-rag"_s, u"ai-pal"_s, u"ollama-gateway"_s, u"onelastai"_s, u"don-research"_s};
}

Result<std::vector<Recipe>> recipesOf(const QString &system)
{
    std::vector<Recipe> all;
    const QJsonArray recipes = fileOf(system)[u"recipes"_s].toArray();
    for (const QJsonValue &value : recipes) {
        const QJsonObject json = value.toObject();
        auto plan = parsePlan(QJsonDocument(planOf(recipes, json)).toJson());
        if (!plan)
            return plan.error();
        Recipe recipe{system, json[u"id"_s].toString(), json[u"title"_s].toString(), {},
            std::move(plan).value()};
        for (const QJsonValue &need : json[u"needs"_s].toArray())
            recipe.needs << need.toString();
        recipe.plan.source = {};
        recipe.plan.target.system = system;
        all.push_back(std::move(recipe));
    }
    return all;
}

Result<std::optional<Recipe>> fittingRecipe(Source &source, const QString &system)
{
    std::optional<Recipe> best;
    for (const QString &id : system.isEmpty() ? systemsWithRecipes() : QStringList{system}) {
        auto recipes = recipesOf(id);
        if (!recipes)
            return recipes.error();
        for (Recipe &recipe : std::move(recipes).value())
            if (meets(source, recipe) && (!best || recipe.needs.size() > best->needs.size()))
                best = std::move(recipe);
    }
    return best;
}

Result<Plan> draftPlan(Source &source, const DraftRequest &request)
{
    auto recipe = fittingRecipe(source, request.system);
    if (!recipe)
        return recipe.error();
    Plan plan;
    if (recipe.value() && request.tables.isEmpty()) {
        plan = recipe.value()->plan;
        fitToSource(plan, source);
    } else if (!request.system.isEmpty()) {
        return invalid(
            Words::tr("The source does not look like what %1 leaves behind. Draft a plan "
                      "without a system, or name another source.")
                .arg(request.system));
    } else {
        plan.tables = genericTables(source, request.tables, plan.notes);
        if (plan.tables.empty())
            return invalid(Words::tr("The source has no table to move."));
        if (request.seen)
            inferTypes(plan, source, *request.seen);
    }
    const QString now = QDateTime::currentDateTimeUtc().toString(u"yyyy-MM-dd HH:mm:ss"_s);
    for (TableRule &table : plan.tables)
        for (ColumnRule &column : table.columns)
            if (column.fallback == u"{now}"_s) // of a recipe: nothing in the source says when
                column.fallback = now;
    plan.source = {request.uri, request.kind, withWholePaths(request.options)};
    plan.target.schema = request.schema;
    return plan;
}

QStringList configurationLines(const QString &system, const db::ConnInfo &target)
{
    QStringList lines;
    for (const QJsonValue &value : fileOf(system)[u"configuration"_s].toArray()) {
        QString line = value[u"text"_s].toString();
        line.replace(u"{asyncpg}"_s, urlFor(target, u"postgresql"_s, "ssl"));
        line.replace(u"{sqlalchemy}"_s, urlFor(target, u"postgresql+asyncpg"_s, "ssl"));
        line.replace(u"{libpq}"_s, urlFor(target, u"postgresql"_s, "sslmode"));
        lines << line;
    }
    return lines;
}

QStringList notMovedWith(const QString &system)
{
    QStringList lines;
    for (const QJsonValue &value : fileOf(system)[u"notMoved"_s].toArray())
        lines << value.toString();
    return lines;
}

} // namespace gatehouse::migration
