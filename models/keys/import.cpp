#include "keys/import.h"

#include "base/dotenv.h"
#include "base/redact.h"
#include "keys/words.h"

#include <QLocale>
#include <QRegularExpression>
#include <QSet>

namespace gatehouse::keys {

namespace {

void invalidate(ImportRow &row, const QString &reason)
{
    row.state = ImportRow::State::Invalid;
    row.reason = reason;
    row.chosen = false;
}

// "DEMO_ADMIN_KEY" -> "Demo Admin Key"
QString nameOf(const QString &variable)
{
    QStringList words = variable.toLower().split(u'_', Qt::SkipEmptyParts);
    for (QString &word : words)
        word[0] = word[0].toUpper();
    return words.join(u' ');
}

bool looksLikeKey(const QString &variable, const QString &value, const systems::KeyFormat &format)
{
    for (const QString &prefix : format.olderPrefixes + QStringList{format.prefix}) {
        if (!prefix.isEmpty() && value.startsWith(prefix))
            return true;
    }
    static const QRegularExpression pattern(u"(^|_)(API_?)?KEYS?(_\\d+)?$"_s);
    return pattern.match(variable).hasMatch();
}

// Keys of other people's services, and of the web framework: proposed, not ticked.
bool isForeign(const QString &variable)
{
    static const QRegularExpression pattern(
        u"(SECRET_KEY|ENCRYPTION_KEY|PUBLISHABLE_KEY|PRIVATE_KEY|(OPENAI|ANTHROPIC|STRIPE|GOOGLE|"
        u"AZURE|AWS"
        u"|GEMINI|MISTRAL|HUGGINGFACE|LEMON_?SQUEEZY|PAYPAL|RUNWAYML|SENTRY|RENDER)_.*KEY(_ID)?)$"_s);
    return pattern.match(variable).hasMatch();
}

QString keyProblem(const QString &key, int most)
{
    static const QRegularExpression blank(u"[\\s\\p{C}]"_s);
    if (key.isEmpty())
        return Words::tr("There is no key.");
    if (key.contains(blank))
        return Words::tr("The key holds blanks or control characters, which no service sends.");
    if (key.size() < 8)
        return Words::tr("The key has fewer than 8 characters and would be guessed soon.");
    if (most > 0 && key.size() > most)
        return Words::tr("The key has %1 characters, and the column holds %2.")
            .arg(key.size())
            .arg(most);
    return {};
}

} // namespace

std::vector<ImportRow> rowsOfEnv(const QByteArray &content, const Keys &engine, QStringList &issues)
{
    const Dotenv file = parseDotenv(content);
    for (const DotenvIssue &issue : file.issues)
        issues.append(issue.text);
    std::vector<ImportRow> rows;
    QMap<QString, qsizetype> last; // of a variable that stands twice the last one wins
    for (size_t i = 0; i < file.entries.size(); ++i)
        last[file.entries[i].key] = qsizetype(i);
    for (size_t i = 0; i < file.entries.size(); ++i) {
        const DotenvEntry &entry = file.entries[i];
        if (last[entry.key] != qsizetype(i)
            || !looksLikeKey(entry.key, entry.value, engine.domain().format))
            continue;
        ImportRow row;
        row.line = entry.line;
        row.source = entry.key;
        row.draft = engine.newDraft();
        row.draft.name = nameOf(entry.key);
        for (const QString &role : engine.domain().roles) {
            if (entry.key.toLower().split(u'_').contains(role.toLower()))
                row.draft.role = role;
        }
        row.secret = std::make_shared<const Secret>(entry.value);
        if (isForeign(entry.key)) {
            row.chosen = false;
            row.reason = Words::tr("Its name says that it belongs to another service.");
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

Result<ImportFile> readImport(
    const QString &fileName, const QByteArray &content, const Keys &engine)
{
    if (content.size() > kMostImportBytes) {
        return invalid(
            Words::tr("The file has %1, and keys are imported from files of up to %2. Split it.")
                .arg(QLocale().formattedDataSize(content.size()),
                    QLocale().formattedDataSize(kMostImportBytes)));
    }
    ImportFile file;
    const QByteArray start = content.trimmed().left(1);
    Result<std::vector<ImportRow>> rows = std::vector<ImportRow>{};
    if (fileName.endsWith(".json"_L1, Qt::CaseInsensitive) || start == "{" || start == "[") {
        file.kind = u"json"_s;
        rows = rowsOfJson(content, engine);
    } else if (fileName.endsWith(".csv"_L1, Qt::CaseInsensitive)
        || fileName.endsWith(".tsv"_L1, Qt::CaseInsensitive)) {
        file.kind = u"csv"_s;
        rows = rowsOfCsv(content, engine);
    } else {
        file.kind = u"env"_s;
        rows = rowsOfEnv(content, engine, file.issues);
    }
    if (!rows)
        return rows.error();
    file.rows = std::move(rows).value();
    if (file.rows.size() > kMostImportRows)
        return invalid(
            Words::tr("The file holds more than %1 keys. Split it.").arg(kMostImportRows));
    if (file.rows.empty())
        file.issues.append(Words::tr("No key was found in this file."));
    for (ImportRow &row : file.rows) {
        if (!row.secret)
            continue;
        row.masked = maskKey(row.secret->text());
        row.fingerprint = fingerprint(row.secret->text());
    }
    return file;
}

Result<ImportFile> judgeImport(db::Sql &sql, const Keys &engine, ImportFile file,
    const std::vector<Key> &known, const QDateTime &now)
{
    std::vector<std::shared_ptr<const Secret>> secrets;
    for (const ImportRow &row : file.rows) {
        if (row.secret && !row.secret->isEmpty())
            secrets.push_back(row.secret);
    }
    auto taken = engine.namesOfStored(sql, secrets);
    if (!taken)
        return taken.error();
    QSet<QString> names, texts;
    for (ImportRow &row : file.rows) {
        if (row.state == ImportRow::State::Invalid)
            continue;
        const QString text = row.secret ? row.secret->text() : QString();
        if (const QString problem = keyProblem(text, engine.longestKey()); !problem.isEmpty()) {
            invalidate(row, problem);
            continue;
        }
        row.state = ImportRow::State::New;
        const auto problems = engine.check(row.draft, known, now);
        const QString stored = engine.stored(*row.secret);
        if (const auto owner = taken.value().constFind(stored); owner != taken.value().cend()) {
            row.state = ImportRow::State::Duplicate;
            row.reason = Words::tr("This key is stored already, as %1.").arg(*owner);
        } else if (texts.contains(stored)) {
            row.state = ImportRow::State::Duplicate;
            row.reason = Words::tr("The same key stands further up in this file.");
        } else if (names.contains(row.draft.name) && engine.namesAreUnique()) {
            invalidate(row,
                Words::tr("The same name stands further up in this file. Change one of them."));
        } else if (!problems.empty()) {
            invalidate(row, problems.front().text);
        }
        row.chosen = row.chosen && row.state == ImportRow::State::New;
        names.insert(row.draft.name);
        texts.insert(stored);
    }
    return file;
}

std::vector<Adoption> chosenOf(const ImportFile &file)
{
    std::vector<Adoption> chosen;
    for (const ImportRow &row : file.rows) {
        if (row.chosen && row.state == ImportRow::State::New)
            chosen.push_back({row.draft, row.secret});
    }
    return chosen;
}

} // namespace gatehouse::keys
