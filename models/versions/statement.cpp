#include "versions/statement.h"

#include "versions/statementparse.h"
#include "versions/words.h"

#include <QCryptographicHash>
#include <QJsonDocument>

#include <algorithm>
#include <array>
#include <memory>

#include <pg_query.h>

namespace gatehouse::versions {
namespace {

constexpr std::array kLockNames{"", "ACCESS SHARE", "ROW SHARE", "ROW EXCLUSIVE",
    "SHARE UPDATE EXCLUSIVE", "SHARE", "SHARE ROW EXCLUSIVE", "EXCLUSIVE", "ACCESS EXCLUSIVE"};
constexpr std::array kLockWords{"", "AccessShareLock", "RowShareLock", "RowExclusiveLock",
    "ShareUpdateExclusiveLock", "ShareLock", "ShareRowExclusiveLock", "ExclusiveLock",
    "AccessExclusiveLock"};

// Bit m of row n: mode n conflicts with mode m.
constexpr std::array<unsigned, 9> kConflicts{0, 1U << 8, 3U << 7, 15U << 5, 31U << 4,
    (1U << 3) | (1U << 4) | (7U << 6), (63U << 3), (127U << 2), (255U << 1)};

struct Piece
{
    int begin = 0, length = 0;
};

Result<std::vector<Piece>> split(const QByteArray &text)
{
    PgQuerySplitResult found = pg_query_split_with_scanner(text.constData());
    const std::unique_ptr<PgQuerySplitResult, void (*)(PgQuerySplitResult *)> owner(
        &found, [](PgQuerySplitResult *one) { pg_query_free_split_result(*one); });
    if (found.error)
        return invalid(Words::tr("The statements cannot be told apart."),
            QString::fromUtf8(found.error->message));
    std::vector<Piece> pieces;
    for (int i = 0; i < found.n_stmts; ++i)
        pieces.push_back({found.stmts[i]->stmt_location, found.stmts[i]->stmt_len});
    return pieces;
}

// Where the first word stands: comments and spaces before it are no part of the statement.
int firstWord(const QByteArray &text, int from, int end)
{
    while (from < end) {
        const QByteArrayView rest = QByteArrayView(text).sliced(from, end - from);
        if (QByteArrayView(" \t\r\n;").contains(rest.front())) {
            ++from;
        } else if (rest.startsWith("--")) {
            const qsizetype line = rest.indexOf('\n');
            from = line < 0 ? end : from + int(line) + 1;
        } else if (rest.startsWith("/*")) {
            int depth = 0;
            do {
                const QByteArrayView now = QByteArrayView(text).sliced(from, end - from);
                const int step = now.startsWith("/*") ? 1 : now.startsWith("*/") ? -1 : 0;
                depth += step;
                from += step == 0 ? 1 : 2;
            } while (depth > 0 && from < end);
        } else {
            break;
        }
    }
    return from;
}

// The trees of one statement; nothing when this grammar does not know it.
std::optional<QJsonObject> parse(const QByteArray &text, QString &trouble)
{
    PgQueryParseResult result = pg_query_parse(text.constData());
    const std::unique_ptr<PgQueryParseResult, void (*)(PgQueryParseResult *)> owner(
        &result, [](PgQueryParseResult *one) { pg_query_free_parse_result(*one); });
    if (result.error) {
        trouble = QString::fromUtf8(result.error->message);
        return {};
    }
    const QJsonArray statements =
        QJsonDocument::fromJson(result.parse_tree).object().value("stmts"_L1).toArray();
    if (statements.isEmpty())
        return {};
    return statements.first().toObject().value("stmt"_L1).toObject();
}

} // namespace

QString lockName(LockMode mode) { return QLatin1StringView(kLockNames.at(size_t(mode))); }

LockMode lockNamed(const QString &word)
{
    for (size_t i = 1; i < kLockWords.size(); ++i) {
        if (word == QLatin1StringView(kLockWords.at(i)))
            return LockMode(i);
    }
    return LockMode::None;
}

bool conflict(LockMode a, LockMode b) { return (kConflicts.at(size_t(a)) >> unsigned(b)) & 1U; }

bool Statement::isUnsafe() const
{
    return std::any_of(hazards.begin(), hazards.end(),
        [](const Hazard &one) { return one.weight == Hazard::Weight::Unsafe; });
}

bool Statement::destroys() const
{
    return std::any_of(hazards.begin(), hazards.end(),
        [](const Hazard &one) { return one.weight == Hazard::Weight::Destroys; });
}

Result<std::vector<Statement>> judgeScript(const QString &script, bool together)
{
    const QByteArray source = script.toUtf8();
    auto pieces = split(source);
    if (!pieces)
        return pieces.error();
    Earlier earlier;
    earlier.together = together;
    std::vector<Statement> statements;
    for (const Piece &piece : pieces.value()) {
        const int length = piece.length > 0 ? piece.length : int(source.size()) - piece.begin;
        const int end = piece.begin + length;
        const int begin = firstWord(source, piece.begin, end);
        const QByteArray own = source.mid(begin, end - begin).trimmed();
        if (own.isEmpty())
            continue;
        Statement statement;
        statement.text = QString::fromUtf8(own);
        QString trouble;
        const std::optional<QJsonObject> tree = parse(own, trouble);
        if (!tree) {
            statement.hazards.push_back({u"not-understood"_s, Hazard::Weight::Note,
                Words::tr("This statement is not understood here, so nothing is known about it "
                          "before it is tried: %1")
                    .arg(trouble)});
        } else if (tree->contains("TransactionStmt"_L1)) {
            return invalid(Words::tr("A step has no BEGIN, COMMIT or ROLLBACK of its own; whether "
                                     "it runs in one transaction stands in its step.json."),
                statement.text);
        } else {
            judgeNode({tree->begin().key(), tree->begin().value().toObject(), own, 0,
                          int(own.size())},
                earlier, statement);
        }
        statements.push_back(std::move(statement));
    }
    return statements;
}

QStringList safeWay(const std::vector<Statement> &statements)
{
    QStringList all;
    for (const Statement &statement : statements) {
        const auto safer = std::find_if(statement.hazards.begin(), statement.hazards.end(),
            [](const Hazard &one) { return !one.safe.isEmpty(); });
        if (safer == statement.hazards.end())
            all.append(statement.text);
        else
            all.append(safer->safe);
    }
    return all;
}

QByteArray scriptPrint(const std::vector<Statement> &statements)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const Statement &statement : statements) {
        const QByteArray text = statement.text.toUtf8();
        QString trouble;
        // A tree holds where each word stood, which spacing changes: deparsing forgets it.
        PgQueryProtobufParseResult tree = pg_query_parse_protobuf(text.constData());
        QByteArray plain = statement.text.simplified().toUtf8();
        if (!tree.error) {
            PgQueryDeparseResult printed = pg_query_deparse_protobuf(tree.parse_tree);
            if (!printed.error)
                plain = printed.query;
            pg_query_free_deparse_result(printed);
        }
        pg_query_free_protobuf_parse_result(tree);
        hash.addData(plain);
        hash.addData(QByteArrayView(";\n"));
    }
    return hash.result().toHex();
}

} // namespace gatehouse::versions
