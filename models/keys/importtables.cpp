#include "keys/import.h"
#include "keys/words.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <functional>

namespace gatehouse::keys {

namespace {

// Names under which the fields of a key go in dumps and lists, in lower case.
const QStringList kKeyNames{u"key"_s, u"api_key"_s, u"apikey"_s, u"token"_s, u"secret"_s};
const QStringList kNameNames{u"name"_s, u"label"_s, u"title"_s, u"description"_s};
const QStringList kRoleNames{u"role"_s};
const QStringList kLimitNames{u"rate_limit"_s, u"limit"_s, u"requests_per_hour"_s};
const QStringList kExpiryNames{u"expires_at"_s, u"expires"_s, u"expiry"_s};

// Of several possible names the first that is there and not empty.
using Field = std::function<QString(const QString &name)>;
QString first(const QStringList &names, const Field &field)
{
    for (const QString &name : names) {
        if (const QString text = field(name); !text.isEmpty())
            return text;
    }
    return {};
}

ImportRow rowOf(const Field &field, const Keys &engine, const QString &source, int line)
{
    ImportRow row;
    row.line = line;
    row.source = source;
    row.draft = engine.newDraft();
    row.draft.name = first(kNameNames, field);
    if (row.draft.name.isEmpty())
        row.draft.name = source;
    if (const QString role = first(kRoleNames, field); !role.isEmpty())
        row.draft.role = role;
    row.secret = std::make_shared<const Secret>(first(kKeyNames, field));
    if (const QString limit = first(kLimitNames, field); !limit.isEmpty()) {
        bool ok = false;
        row.draft.limit = limit.toLongLong(&ok);
        if (!ok) {
            row.state = ImportRow::State::Invalid;
            row.reason = Words::tr("The limit is not a whole number.");
            row.chosen = false;
        }
    }
    if (const QString expiry = first(kExpiryNames, field); !expiry.isEmpty()) {
        QDateTime time = QDateTime::fromString(expiry, Qt::ISODateWithMs);
        if (time.timeSpec() == Qt::LocalTime)
            time.setTimeSpec(Qt::UTC);
        if (time.isValid()) {
            row.draft.expires = time;
        } else {
            row.state = ImportRow::State::Invalid;
            row.reason = Words::tr("The expiry is not a time like 2027-01-31T12:00:00Z.");
            row.chosen = false;
        }
    }
    return row;
}

QString textOf(const QJsonValue &value)
{
    if (value.isDouble())
        return QString::number(value.toDouble(), 'g', 17);
    return value.toString();
}

void addObjects(const QJsonValue &value, const Keys &engine, std::vector<ImportRow> &rows)
{
    const auto add = [&](const QJsonObject &object, const QString &given, const QString &source) {
        rows.push_back(rowOf(
            [&](const QString &name) {
                const QString text = textOf(object.value(name));
                return text.isEmpty() && name == kKeyNames.front() ? given : text;
            },
            engine, source, 0));
    };
    int number = 0;
    if (value.isArray()) {
        for (const QJsonValue &item : value.toArray())
            add(item.toObject(), {}, Words::tr("key %1").arg(++number));
        return;
    }
    // A dump of the process: the key itself is the member's name.
    const QJsonObject object = value.toObject();
    for (auto it = object.begin(); it != object.end(); ++it) {
        if (it.value().isObject())
            add(it.value().toObject(), it.key(), Words::tr("key %1").arg(++number));
    }
}

// RFC 4180, with the delimiter that the first line has most of.
std::vector<QStringList> csvRecords(const QString &text, std::vector<int> &lines)
{
    const QString head = text.left(text.indexOf(u'\n'));
    QChar delimiter = u',';
    for (QChar one : {QChar(u';'), QChar(u'\t')}) {
        if (head.count(one) > head.count(delimiter))
            delimiter = one;
    }
    std::vector<QStringList> records;
    QStringList record;
    QString cell;
    bool quoted = false;
    int line = 1, began = 1;
    const auto endRecord = [&] {
        record.append(cell);
        cell.clear();
        if (record.size() > 1 || !record.front().isEmpty()) {
            records.push_back(record);
            lines.push_back(began);
        }
        record.clear();
        began = line;
    };
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text[i];
        if (c == u'\n')
            ++line;
        if (quoted && c == u'"' && i + 1 < text.size() && text[i + 1] == u'"') {
            cell += text[++i];
        } else if (c == u'"' && (quoted || cell.isEmpty())) {
            quoted = !quoted;
        } else if (quoted) {
            cell += c;
        } else if (c == delimiter) {
            record.append(cell);
            cell.clear();
        } else if (c == u'\n') {
            endRecord();
        } else if (c != u'\r') {
            cell += c;
        }
    }
    endRecord();
    return records;
}

} // namespace

Result<std::vector<ImportRow>> rowsOfJson(const QByteArray &content, const Keys &engine)
{
    QJsonParseError error{};
    const QJsonDocument document = QJsonDocument::fromJson(content, &error);
    if (error.error != QJsonParseError::NoError) {
        return invalid(Words::tr("This is not JSON: %1 at byte %2. Nothing was imported.")
                           .arg(error.errorString())
                           .arg(error.offset + 1));
    }
    QJsonValue value =
        document.isArray() ? QJsonValue(document.array()) : QJsonValue(document.object());
    for (const QString &name : {u"API_KEYS"_s, u"api_keys"_s, u"keys"_s}) {
        if (const QJsonValue inner = value.toObject().value(name);
            inner.isArray() || inner.isObject())
            value = inner;
    }
    std::vector<ImportRow> rows;
    addObjects(value, engine, rows);
    return rows;
}

Result<std::vector<ImportRow>> rowsOfCsv(const QByteArray &content, const Keys &engine)
{
    QString text = QString::fromUtf8(content);
    if (text.startsWith(QChar(0xFEFF)))
        text.remove(0, 1);
    std::vector<int> lines;
    const std::vector<QStringList> records = csvRecords(text, lines);
    if (records.empty())
        return std::vector<ImportRow>{};
    QStringList head;
    for (const QString &cell : records.front())
        head.append(cell.trimmed().toLower());
    const auto known = [&head](const QString &name) { return head.contains(name); };
    if (std::none_of(kKeyNames.begin(), kKeyNames.end(), known)) {
        return invalid(
            Words::tr("The first line of the CSV names no column \"key\". It should read like: "
                      "key,name,role,limit"));
    }
    std::vector<ImportRow> rows;
    for (size_t i = 1; i < records.size(); ++i) {
        const QStringList &record = records[i];
        rows.push_back(rowOf(
            [&](const QString &name) {
                const qsizetype place = head.indexOf(name);
                return place < 0 ? QString() : record.value(place).trimmed();
            },
            engine, Words::tr("row %1").arg(i), lines[i]));
    }
    return rows;
}

} // namespace gatehouse::keys
