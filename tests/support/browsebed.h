// A browsed table on a real server, in a window: the model, its view, and what was asked.
#pragma once

#include "browse/describe.h"
#include "items/browsemodel.h"
#include "support/testcluster.h"
#include "ui/widgets/browsebar.h"
#include "ui/widgets/browsetable.h"
#include "ui/widgets/tableview.h"

#include <QHeaderView>
#include <QScrollBar>
#include <QVBoxLayout>

namespace gatehouse::test {

inline std::shared_ptr<const browse::Relation> describeTable(
    db::Session &session, const QString &name)
{
    auto found = run(session, [name](db::Sql &sql) {
        return browse::describe(sql, db::Identifier(u"public"_s, name));
    });
    if (!found)
        qFatal("%s", qPrintable(found.error().text + found.error().detail));
    return std::make_shared<browse::Relation>(std::move(found).value());
}

// Every question by its name, in the order of the asking.
inline browse::Source noted(browse::Source source, QStringList &asked)
{
    const auto figure = [&asked](auto question, const QString &name) {
        return [&asked, question, name](const browse::Query &query, const CancelToken &token) {
            asked += name;
            return question(query, token);
        };
    };
    source.page = [&asked, page = source.page](
                      const browse::PageRequest &request, const CancelToken &token) {
        asked += !request.from ? (request.backward ? u"end"_s : u"home"_s)
            : request.backward ? u"before"_s
            : request.from->inclusive ? u"from"_s
                                      : u"after"_s;
        return page(request, token);
    };
    source.position = figure(source.position, u"position"_s);
    source.about = figure(source.about, u"about"_s);
    source.capped = figure(source.capped, u"capped"_s);
    source.exact = figure(source.exact, u"exact"_s);
    source.plan = figure(source.plan, u"plan"_s);
    return source;
}

struct BrowseBed
{
    QStringList asked;
    db::Session pages, figures;
    items::BrowseModel model;
    QWidget window;
    ui::BrowseBar bar;
    ui::BrowseTable view;

    explicit BrowseBed(const db::ConnInfo &info, const QString &role = {},
        const std::function<void(browse::Source &)> &change = {})
        : pages({info, nullptr, db::SessionKind::Interactive, true, role}),
          figures({info, nullptr, db::SessionKind::Interactive, true, role}),
          model(changed(noted(browse::sourceOver(pages, figures), asked), change)), bar(&window),
          view(u"test/rows"_s, u"Rows"_s, &window)
    {
        auto *column = new QVBoxLayout(&window);
        column->addWidget(&bar);
        column->addWidget(&view, 1);
        window.resize(1000, 640);
        window.show();
        view.setModel(&model);
        bar.setModel(&model);
    }
    ~BrowseBed()
    {
        view.setModel(nullptr);
        bar.setModel(nullptr);
    }

    static browse::Source changed(
        browse::Source source, const std::function<void(browse::Source &)> &change)
    {
        if (change)
            change(source);
        return source;
    }

    ui::TableView &table() { return view.table(); }
    QScrollBar &place() { return view.scrollBar(); }
    int height() { return table().verticalHeader()->defaultSectionSize(); }
    int top() { return table().verticalScrollBar()->value() / height(); }
    int bottom()
    {
        const int last =
            (table().verticalScrollBar()->value() + table().viewport()->height() - 1) / height();
        return std::min(last, model.rowCount() - 1);
    }
    QString at(int row, const QString &column)
    {
        const auto text = model.raw(row, column);
        return text ? QString::fromUtf8(*text)
                    : model.isAtHand(row) ? u"NULL"_s : u"…"_s;
    }
    // Of the rows on the screen.
    QStringList shown(const QString &column)
    {
        QStringList values;
        for (int row = top(); row <= bottom(); ++row)
            values += at(row, column);
        return values;
    }
    int rowWith(const QString &column, const QString &value)
    {
        for (int row = 0; row < model.rowCount(); ++row) {
            if (at(row, column) == value)
                return row;
        }
        return -1;
    }
    // As a hand does: down, along, up.
    void drag(const QList<double> &places)
    {
        place().setSliderDown(true);
        for (double at : places)
            place().setSliderPosition(int(at * (place().maximum() + place().pageStep())));
        place().setSliderDown(false);
    }
    bool isStill() { return model.isIdle() && !table().isHidden(); }
};

#define STILL(bed) QTRY_VERIFY_WITH_TIMEOUT((bed).isStill(), 30000)

} // namespace gatehouse::test
