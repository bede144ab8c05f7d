// Documents of any kind as tables: the shape is learnt in one pass, rows are read in another.
#pragma once

#include "migration/sources/shape.h"

#include <functional>

namespace gatehouse::migration {

// A forward pass over the documents of a collection.
class DocumentReader
{
public:
    virtual ~DocumentReader() = default;
    // As Rows::next.
    virtual Result<bool> next(Document &document) = 0;
    virtual Position position() const = 0; // where the document begins
    virtual QString where() const = 0;
    virtual std::string_view raw() const = 0;
    virtual qint64 bytesRead() const = 0;
    virtual qint64 number() const = 0;           // the same for the same document in each pass
    virtual Cell extra(int) const { return {}; } // of Collection::extra
};

struct Collection
{
    QString name;
    qint64 bytes = 0;
    QStringList extra{}; // columns that come from the place and not from the document: "_key"
    // From the start, or from the document at a position, that one included.
    std::function<Result<std::unique_ptr<DocumentReader>>(const Position &from)> open;
};

struct DocumentFiles
{
    std::vector<Collection> collections;
    std::function<Result<SourceState>()> state;
    QStringList notMoved{};
};

// Reads every collection once. A collection whose documents cannot be read to the end fails.
Result<std::unique_ptr<Source>> openDocuments(DocumentFiles files, const OpenRequest &request);

} // namespace gatehouse::migration
