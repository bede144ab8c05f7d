// Where data come from (M1): every kind of source is tables of cells to the rest of migration.
#pragma once

#include "base/cancel.h"
#include "base/progress.h"
#include "base/result.h"
#include "migration/cell.h"

#include <QStringList>
#include <QVariantMap>

#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace gatehouse::migration {

// Where a row stands in its table. Opaque, ordered by reading only; a source reads on after it in
// another process, as long as the source did not change. Kept in checkpoints.
using Position = QByteArray;

struct SourceColumn
{
    QString name;       // for documents the path with dots: "profile.city"
    QString declared{}; // the type the source promises, empty for none
    bool notNull = false;
};

struct SourceReference
{
    QStringList columns;
    QString table;
    QStringList otherColumns;
};

// Collections with embedded arrays are several tables: "users" and "users.sessions", whose columns
// "_parent" (the parent's key) and "_index" (the place in the array, from 0) keep what nesting
// said. A path that occurs is a column; from the 200th on it stays inside its parent as Json (at the
// top in "_rest"), so nothing is lost. A path to an object is no column unless something else or an
// empty object stands there too, but it can be read like one and is then Json: the whole object. An
// array without documents is one value, Json. Objects keyed by names have their name in "_key", and
// documents without a key of their own their place in "_row".
struct SourceTable
{
    QString name;
    std::vector<SourceColumn> columns;
    QStringList key{};                         // names of columns; empty: none is declared
    std::vector<SourceReference> references{}; // as declared
    std::optional<qint64> rows{};              // exact or nothing
    qint64 bytes = 0;                          // about, for progress
};

// What the source is, to notice that it changed between two runs: size, modification time, a hash
// of its ends, the number of changes the file counts. Values only, compared as a whole.
struct SourceState
{
    QVariantMap facts;
    bool operator==(const SourceState &) const = default;
};

// One forward pass over one table. Lives in the thread that made it.
class Rows
{
public:
    virtual ~Rows() = default;
    // To the next row; false at the end. Io when the source is damaged from here on, Invalid for a
    // single row that cannot be read at all (a broken line): go on with next(), cells() is empty
    // and raw() holds what was there.
    virtual Result<bool> next() = 0;
    virtual std::span<const Cell> cells() const = 0; // in the order asked for
    virtual Position position() const = 0;           // of the row next() went to
    virtual QString where() const = 0;               // untranslated: "rowid 7", "line 12"
    virtual std::string_view raw() const { return {}; }
    virtual qint64 bytesRead() const = 0; // about; against SourceTable::bytes
};

// An opened source: one snapshot, read only, never altered, whatever happens. Objects belong to one
// thread; several may be open on the same source.
class Source
{
public:
    virtual ~Source() = default;
    virtual const std::vector<SourceTable> &tables() const = 0;
    // Columns by name, in the order of the cells. Without `after` from the start. Order is the same
    // for each pass over an unchanged source.
    virtual Result<std::unique_ptr<Rows>> read(
        const QString &table, const QStringList &columns, const Position &after = {}) = 0;
    virtual Result<SourceState> state() = 0;
    // What lies in or beside the source and is not a table of it (M9): sibling files, indexes,
    // views, triggers. Whole sentences.
    virtual QStringList notMoved() const { return {}; }
};

// An option of a kind of source, so that the wizard and the command line need no code for it.
struct SourceOption
{
    const char *name;  // "delimiter"
    const char *title; // QT_TRANSLATE_NOOP("Source", ...)
    enum class Kind { Text, Choice, Yes, File, Secret } kind = Kind::Text;
    const char *choices = ""; // separated by |
    const char *fallback = "";
};

struct OpenRequest
{
    QString uri; // a path, or mongodb://...
    QVariantMap options{};
    CancelToken token{};
    ReportProgress report{}; // opening may scan (documents)
    bool reuse = false; // what an earlier opening in this process learnt, while the source is the same
};

// How sure a kind is that it can read a path, by content and not by name: 0 cannot, 100 certain.
struct SourceKind
{
    const char *id; // "sqlite"
    const char *title;
    std::vector<SourceOption> options{};
    int (*fits)(const QString &uri, QByteArrayView head);
    Result<std::unique_ptr<Source>> (*open)(const OpenRequest &request);
};

// One line a kind in sources/all.cpp.
const std::vector<SourceKind> &sourceKinds();
// The id of the kind that openSource() takes; empty when none fits. Reads the head of a file.
QString recognisedKind(const QString &uri, const QString &id = {});
// The surest kind, or `id` when it is given. Invalid when none fits, with what it looks like.
Result<std::unique_ptr<Source>> openSource(const OpenRequest &request, const QString &id = {});

} // namespace gatehouse::migration
