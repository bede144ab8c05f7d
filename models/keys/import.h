// Keys that exist elsewhere: read from a .env, JSON or CSV text, judged, then adopted (K9).
#pragma once

#include "keys/keys.h"

namespace gatehouse::keys {

struct ImportRow
{
    enum class State { New, Duplicate, Invalid };
    int line = 0;   // in the file, from 1; 0 unknown
    QString source; // "DEMO_ADMIN_KEY", "row 3"
    Draft draft;
    std::shared_ptr<const Secret> secret; // null when there is none
    QString masked, fingerprint;
    State state = State::New;
    QString reason;     // translated; of Duplicate and Invalid, or a remark on a New one
    bool chosen = true; // the operator's tick; only New ones can be adopted
};

struct ImportFile
{
    QString kind; // "env", "json", "csv"
    std::vector<ImportRow> rows;
    QStringList issues; // translated; trouble that belongs to no row
};

inline constexpr qint64 kMostImportBytes = 4 * 1024 * 1024;
inline constexpr size_t kMostImportRows = 10000;

// Pure. The kind goes by the name's ending, else by the content. Invalid when it is none of the
// three or too large; a bad row is a row with a reason.
Result<ImportFile> readImport(
    const QString &fileName, const QByteArray &content, const Keys &engine);

// Marks what is there already (by key or by name) and what the back end cannot take. One statement.
Result<ImportFile> judgeImport(db::Sql &sql, const Keys &engine, ImportFile file,
    const std::vector<Key> &known, const QDateTime &now);

// The chosen new rows.
std::vector<Adoption> chosenOf(const ImportFile &file);

// Of readImport: each form.
std::vector<ImportRow> rowsOfEnv(
    const QByteArray &content, const Keys &engine, QStringList &issues);
Result<std::vector<ImportRow>> rowsOfJson(const QByteArray &content, const Keys &engine);
Result<std::vector<ImportRow>> rowsOfCsv(const QByteArray &content, const Keys &engine);

} // namespace gatehouse::keys
