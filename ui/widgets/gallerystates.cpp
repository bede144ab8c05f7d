#include "ui/theme/tokens.h"
#include "ui/widgets/card.h"
#include "ui/widgets/gallery.h"
#include "ui/widgets/overlay.h"
#include "ui/widgets/tableview.h"

#include <QGridLayout>

namespace gatehouse::ui::gallery {

using namespace Qt::Literals::StringLiterals;

namespace {

QString word(const char *text) { return QString::fromUtf8(text); } // sample data: not translated

TableView *makeTable(QWidget *parent, const QString &name)
{
    auto *table = new TableView(u"gallery-states"_s, name, parent);
    table->setModel(makeKeysModel(table));
    return table;
}

} // namespace

QWidget *makeStates(QWidget *parent)
{
    auto *page = new QWidget(parent);
    auto *grid = new QGridLayout(page);
    grid->setContentsMargins(0, space::kMedium, 0, 0);
    grid->setSpacing(space::kMedium);
    auto *loading = makeTable(page, word("Loading"));
    loading->overlay().showLoading();
    auto *empty = makeTable(page, word("Empty"));
    empty->overlay().showEmpty(u"key-round"_s, word("No keys yet"),
        word("A key lets a program call this API. Create the first one, or import keys from a .env "
             "file."),
        word("New key…"));
    auto *noRight = makeTable(page, word("No right"));
    noRight->overlay().showNoRight(
        word("“viewer” has no SELECT on public.api_keys. The owner, ollama_admin, can grant it."));
    auto *broken = makeTable(page, word("Error"));
    broken->overlay().showError(word("The keys could not be read"),
        Error{Error::Kind::Sql,
            word("The statement ran longer than 15 s and was cancelled. Choose a shorter range, or "
                 "add an index on the Database page."),
            u"ERROR:  canceling statement due to statement timeout"_s, u"57014"_s, true});
    grid->addWidget(loading, 0, 0);
    grid->addWidget(empty, 0, 1);
    grid->addWidget(noRight, 1, 0);
    grid->addWidget(broken, 1, 1);
    return page;
}

} // namespace gatehouse::ui::gallery
