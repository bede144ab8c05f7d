#include "migration/sources/mongolibrary.h"

#include "migration/words.h"

#include <QLibrary>

#include <sys/mman.h>
#include <unistd.h>

namespace gatehouse::migration {

namespace {

struct Loaded
{
    MongoLibrary functions;
    QString trouble; // empty: all of them are there
};

template <typename Function>
void find(QLibrary &library, const char *name, Function &function, QString &trouble)
{
    function = reinterpret_cast<Function>(library.resolve(name));
    if (!function && trouble.isEmpty())
        trouble = library.errorString();
}

// The library makes a file of counters in shared memory as soon as it is loaded, and takes it away
// at a good end only. Without its name it goes with the process, however that ends.
void takeNameOfCounters()
{
    ::shm_unlink(QByteArray("/mongoc-" + QByteArray::number(::getpid())).constData());
}

Loaded load()
{
    Loaded loaded;
    QLibrary library(u"mongoc-1.0"_s, 0);
    if (!library.load()) {
        loaded.trouble = library.errorString();
        return loaded;
    }
    takeNameOfCounters();
#define GATEHOUSE_FIND(name) find(library, "mongoc_" #name, loaded.functions.name, loaded.trouble);
    GATEHOUSE_MONGOC(GATEHOUSE_FIND)
#undef GATEHOUSE_FIND
    if (loaded.trouble.isEmpty()) // it would write to the terminal
        loaded.functions.log_set_handler(
            [](mongoc_log_level_t, const char *, const char *, void *) {}, nullptr);
    return loaded;
}

const Loaded &loaded()
{
    static const Loaded once = load();
    return once;
}

} // namespace

Result<> loadMongo()
{
    if (!loaded().trouble.isEmpty())
        return refused(
            Words::tr("A MongoDB server is read with the library libmongoc, which is not "
                      "installed here. Install it, on Debian: apt-get install "
                      "libmongoc-1.0-0. A dump of the database can be read without it."),
            loaded().trouble);
    return Done{};
}

const MongoLibrary &mongo() { return loaded().functions; }

} // namespace gatehouse::migration
