// The windowed grid beside its floors: libpq with the same statements, OFFSET, a bare QTableView.
// usage: bench_browse [--rows N]      prints one JSON document; GATEHOUSE_FULL=1: a real table of 100
// million rows, scrolled about in for ten minutes
#include "bench.h"

#include "support/browsebed.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QProcess>
#include <QRandomGenerator>
#include <QStandardPaths>
#include <QTableView>

using namespace gatehouse;
using namespace gatehouse::bench;
using test::BrowseBed;

namespace {

struct Options
{
    qint64 rows = 10'000'000;
    qint64 huge = 100'000'000;
    int seconds = 20; // of scrolling at `huge` rows
    bool full = false;
};

// Time goes as the day does: dense at noon, thin at night; ids in the order of time, so that an id
// is a rank.
QString schema(qint64 rows)
{
    return u"CREATE UNLOGGED TABLE requests (id bigint, \"timestamp\" timestamptz NOT NULL, api_key "
           "text, endpoint text, model text, response_time float8, status int);"
           "INSERT INTO requests SELECT i, timestamptz '2026-08-01 00:00:00+00' + (i * 0.7776 + "
           "11000 * sin(i * 0.0000565486677)) * interval '1 s', 'key-' || (i * i) % 200, '/api/' "
           "|| i % 5, 'model-' || i % 7, ((i * 7919) % 100003) / 1000.0, 200 + (i % 40 = 0)::int "
           "* 300 FROM generate_series(1, %1::bigint) i;"
           "ALTER TABLE requests ADD PRIMARY KEY (id);"
           "CREATE INDEX ON requests (\"timestamp\", id);"
           "ANALYZE requests;"_s.arg(rows);
}

QString hugeSchema(qint64 rows)
{
    QString text = u"CREATE UNLOGGED TABLE huge (id bigint NOT NULL, n int NOT NULL) PARTITION BY "
                   "RANGE (id);"_s;
    for (int i = 0; i < 10; ++i) {
        text += u"CREATE UNLOGGED TABLE huge_%1 PARTITION OF huge FOR VALUES FROM (%2) TO (%3);"
                "INSERT INTO huge_%1 SELECT i, i % 1000 FROM generate_series(%2::bigint, "
                "%3::bigint - 1) i;"_s.arg(i)
                    .arg(rows / 10 * i)
                    .arg(rows / 10 * (i + 1));
    }
    return text + u"ALTER TABLE huge ADD PRIMARY KEY (id); ANALYZE huge;"_s;
}

void script(db::Session &session, const QString &text)
{
    for (const QString &statement : text.split(u';', Qt::SkipEmptyParts)) {
        const auto done =
            test::run(session, [statement](db::Sql &sql) { return sql.execute(statement); });
        if (!done)
            qFatal("%s", qPrintable(done.error().text + done.error().detail));
    }
}

browse::Query newestFirst(const std::shared_ptr<const browse::Relation> &relation)
{
    return {relation, {}, {{u"timestamp"_s, false}}};
}

bool still(BrowseBed &bed)
{
    return until([&bed] { return bed.model.isIdle(); });
}

// Acts, and waits until the rows are there.
template <typename F>
void untilReplaced(BrowseBed &bed, F act)
{
    bool there = false;
    QEventLoop loop;
    const auto link = QObject::connect(&bed.model, &items::BrowseModel::replaced, &loop, [&] {
        there = true;
        loop.quit();
    });
    act();
    if (!there)
        loop.exec();
    QObject::disconnect(link);
}

QJsonObject firstPage(BrowseBed &bed, Plain &plain, const browse::Query &query)
{
    const browse::Printed same = browse::printPage({query}).front();
    const QString simple = u"SELECT id, \"timestamp\", api_key, endpoint, model, response_time, "
                           "status FROM requests ORDER BY \"timestamp\" DESC, id DESC LIMIT 200"_s;
    Both ours, floor, bare;
    for (int run = 0; run < 25; ++run) {
        floor.measure([&] { plain.run(same.text, same.params); });
        ours.measure([&] { untilReplaced(bed, [&] { bed.model.setQuery(query); }); });
        still(bed);
        bare.measure([&] { plain.run(simple); });
    }
    QJsonObject result{{u"ours"_s, ours.toJson()}, {u"floor_libpq_same_statement"_s, floor.toJson()},
        {u"floor_libpq_plain_select"_s, bare.toJson()}, {u"goal"_s, u"<= 1.2 x libpq + 5 ms"_s}};
    judge(result, ours, bare, 1.2);
    return result;
}

struct Jumps
{
    QJsonObject jump, position;
};

Jumps jumps(BrowseBed &bed, Plain &plain, const browse::Query &query, qint64 rows)
{
    Both ours, floor, offset;
    Series landing, thumb;
    QRandomGenerator dice(7);
    int top = 0;
    QObject::connect(&bed.model, &items::BrowseModel::replaced, &bed.window,
        [&top](int row) { top = row; });
    for (int run = 0; run < 60; ++run) {
        const double place = 0.002 + 0.996 * dice.generateDouble();
        const auto cursor = bed.model.figures().position().at(place);
        if (!cursor)
            qFatal("no position is known");
        browse::PageRequest request{query, cursor};
        request.from->inclusive = true;
        const browse::Printed same = browse::printPage(request).front();
        floor.measure([&] { plain.run(same.text, same.params); });
        QElapsedTimer rest; // two jumps within one frame are made one: not what is measured here
        rest.start();
        until([&rest] { return rest.elapsed() > 20; });
        ours.measure([&] { untilReplaced(bed, [&] { bed.model.jump(place); }); });
        const double real = double(rows - bed.at(top, u"id"_s).toLongLong()) / double(rows);
        landing.push_back(std::abs(real - place) * 100);
        thumb.push_back(std::abs(bed.model.fractionOf(top).value_or(-1) - real) * 100);
        still(bed);
    }
    const QString half = u"SELECT id, \"timestamp\", api_key, endpoint, model, response_time, "
                         "status FROM requests ORDER BY \"timestamp\" DESC, id DESC LIMIT 200 "
                         "OFFSET %1"_s.arg(rows / 2);
    for (int run = 0; run < 3; ++run)
        offset.measure([&] { plain.run(half); });
    const double faster = part(offset.wall, 0) / median(ours.wall);
    QJsonObject jump{{u"ours"_s, ours.toJson()}, {u"floor_libpq_keyset"_s, floor.toJson()},
        {u"libpq_offset_half_way"_s, offset.toJson()},
        {u"times_faster_than_offset"_s, rounded(faster, 1)},
        {u"goal"_s, u"<= 1.5 x keyset + 5 ms, and >= 50 x faster than OFFSET"_s}};
    judge(jump, ours, floor, 1.5);
    jump[u"met_beside_offset"_s] = faster >= 50;
    return {jump,
        {{u"landing_worst_percent"_s, rounded(part(landing, 1))},
            {u"landing_median_percent"_s, rounded(median(landing))},
            {u"thumb_worst_percent"_s, rounded(part(thumb, 1))},
            {u"places"_s, int(landing.size())}, {u"floor"_s, u"the real rank of the row"_s},
            {u"goal"_s, u"<= 1 %"_s}, {u"met"_s, std::max(part(landing, 1), part(thumb, 1)) <= 1}}};
}

// As plain as a table can be: what Qt itself takes for a frame.
class Bare : public QAbstractTableModel
{
public:
    int rowCount(const QModelIndex &) const override { return 1000; }
    int columnCount(const QModelIndex &) const override { return 7; }
    QVariant data(const QModelIndex &, int role) const override
    {
        return role == Qt::DisplayRole ? QVariant(u"2026-11-20 11:59:57.814"_s) : QVariant();
    }
};

Series frames(QAbstractItemView &view, int step, const std::function<void()> &before)
{
    Series all;
    QScrollBar *bar = view.verticalScrollBar();
    for (int frame = 0; frame < 150; ++frame) {
        before();
        const int next = bar->value() + (frame % 50 < 25 ? step : -step);
        const double begun = cpuMs();
        bar->setValue(next);
        QApplication::processEvents();
        all.push_back(cpuMs() - begun);
    }
    return all;
}

QJsonObject frameCosts(BrowseBed &bed)
{
    bed.window.resize(1200, 800);
    bed.model.jump(0.5);
    still(bed);
    QTableView bare;
    Bare model;
    bare.setModel(&model);
    bare.setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    bare.resize(1200, 800);
    bare.show();
    QApplication::processEvents();
    const auto ready = [&bed] { still(bed); };
    const Series wheel = frames(bed.table(), 3 * bed.height(), ready);
    const Series pages = frames(bed.table(), 22 * bed.height(), ready);
    const Series floor = frames(bare, 22 * bare.rowHeight(0), [] { });
    const double worst = std::max(part(wheel, 0.95), part(pages, 0.95));
    return {{u"wheel_cpu"_s, json(wheel)}, {u"page_cpu"_s, json(pages)},
        {u"floor_bare_qtableview_page_cpu"_s, json(floor)}, {u"p95_cpu_ms"_s, rounded(worst)},
        {u"goal"_s, u"p95 <= 16.7 ms of processor time a frame"_s}, {u"met"_s, worst <= 16.7}};
}

QJsonObject cancelling(BrowseBed &bed, Plain &plain, const db::ConnInfo &info)
{
    auto slow = std::make_shared<browse::Relation>();
    slow->kind = browse::Relation::Kind::Select;
    slow->select = u"SELECT count(*) AS a FROM requests r, requests s WHERE r.id + s.id < 7.5"_s;
    browse::Column a;
    a.id = u"a"_s;
    a.sort = browse::Sort::None;
    slow->columns = {a};
    const QString count = u"SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query "
                          "LIKE '%7.5%' AND pid <> pg_backend_pid()"_s;
    const auto active = [&] {
        plain.run(count);
        return plain.first().toInt();
    };
    Series idle, stopped, floor;
    for (int run = 0; run < 9; ++run) {
        bed.model.setQuery({slow});
        until([&] { return active() > 0; });
        QElapsedTimer timer;
        timer.start();
        bed.view.cancel();
        until([&] { return bed.model.isIdle(); });
        idle.push_back(double(timer.nsecsElapsed()) / 1e6);
        until([&] { return active() == 0; });
        stopped.push_back(double(timer.nsecsElapsed()) / 1e6);

        Plain alone(info);
        PQsendQuery(alone.connection(), slow->select.toUtf8());
        until([&] { return active() > 0; });
        floor.push_back(wallMs([&] {
            PGcancel *cancel = PQgetCancel(alone.connection());
            char words[256];
            PQcancel(cancel, words, sizeof words);
            PQfreeCancel(cancel);
            while (PGresult *result = PQgetResult(alone.connection()))
                PQclear(result);
        }));
    }
    return {{u"until_idle"_s, json(idle)}, {u"until_server_stopped"_s, json(stopped)},
        {u"floor_pqcancel"_s, json(floor)}, {u"goal"_s, u"<= 200 ms to an idle view"_s},
        {u"met"_s, part(idle, 1) <= 200}};
}

// Pages of a table that is not there: what the client holds, without a server.
browse::Source imagined(qint64 rows)
{
    browse::Source source;
    source.page = [rows](const browse::PageRequest &request, const CancelToken &) {
        const qint64 from = request.from ? request.from->values.front()->toLongLong()
            : request.backward           ? rows + 1
                                         : 0;
        const qint64 first = request.backward ? std::max<qint64>(1, from - request.limit)
            : request.from && request.from->inclusive ? from
                                                      : from + 1;
        const qint64 last = request.backward ? from - 1 : std::min(rows, first + request.limit - 1);
        browse::PageBuilder builder(request.query);
        for (qint64 id = first; id <= last; ++id) {
            for (const browse::Column *column : builder.fields())
                builder.add(column->id == u"id"_s ? QByteArray::number(id)
                                                  : QByteArray("a value of some length, row ")
                            + QByteArray::number(id));
        }
        return QtFuture::makeReadyFuture(Result<browse::Page>(
            builder.take(request.backward ? first == 1 : last == rows)));
    };
    source.about = [rows](const browse::Query &, const CancelToken &) {
        return QtFuture::makeReadyFuture(
            Result<browse::Count>(browse::Count{browse::Count::Kind::About, rows}));
    };
    source.position = [rows](const browse::Query &query, const CancelToken &) {
        const browse::Scale scale = browse::mergedScale(
            {"1", QByteArray::number(rows)}, {{1, 0, {}, {{0, 0}, {1, 1}}}}, 20, false);
        return QtFuture::makeReadyFuture(Result<browse::Position>(
            browse::Position(browse::completed(query.order, *query.relation), {scale})));
    };
    return source;
}

std::shared_ptr<const browse::Relation> imaginedRelation()
{
    auto relation = std::make_shared<browse::Relation>();
    browse::Column id;
    id.id = u"id"_s;
    id.type = 20;
    id.show = browse::Show::Number;
    id.nullable = id.wide = false;
    relation->columns = {id};
    for (int i = 0; i < 6; ++i) {
        browse::Column text;
        text.id = u"c%1"_s.arg(i);
        relation->columns.push_back(text);
    }
    relation->key = {u"id"_s};
    return relation;
}

// In a process of its own: opens the huge table and scrolls about in it.
int scrollAbout(const db::ConnInfo &info, qint64 rows, int seconds)
{
    const double before = residentMiB();
    const bool real = !info.host.isEmpty();
    BrowseBed bed(info, {}, [real, rows](browse::Source &source) {
        if (!real)
            source = imagined(rows);
    });
    bed.model.setQuery({real ? test::describeTable(bed.pages, u"huge"_s) : imaginedRelation(), {},
        {{u"id"_s, true}}});
    still(bed);
    const double opened = residentMiB();
    QJsonArray curve;
    double most = opened, third = 0;
    QRandomGenerator dice(11);
    QElapsedTimer timer;
    timer.start();
    qint64 steps = 0, nextSample = 0;
    while (timer.elapsed() < seconds * 1000LL) {
        if (steps++ % 40 == 0)
            bed.drag({dice.generateDouble(), dice.generateDouble()});
        QScrollBar *bar = bed.table().verticalScrollBar();
        bar->setValue(bar->value() + (steps % 80 < 50 ? 1 : -1) * 22 * bed.height());
        QApplication::processEvents();
        still(bed);
        if (timer.elapsed() < nextSample)
            continue;
        nextSample += std::max(1000, seconds * 1000 / 40);
        const double now = residentMiB();
        most = std::max(most, now);
        third = timer.elapsed() * 3 < seconds * 1000LL ? std::max(third, now) : third;
        curve.append(rounded(now, 1));
    }
    const double grown = residentMiB() - third;
    const QJsonObject result{{u"rows"_s, rows},
        {u"source"_s, real ? u"a partitioned table"_s : u"imagined pages, no server"_s},
        {u"floor_before_opening_mib"_s, rounded(before, 1)}, {u"opened_mib"_s, rounded(opened, 1)},
        {u"most_mib"_s, rounded(most, 1)}, {u"grown_after_first_third_mib"_s, rounded(grown, 1)},
        {u"seconds"_s, seconds}, {u"steps"_s, steps}, {u"curve_mib"_s, curve},
        {u"goal"_s, u"<= 200 MiB, flat while scrolling"_s}, {u"met"_s, most <= 200 && grown < 8}};
    std::puts(QJsonDocument(result).toJson(QJsonDocument::Compact).constData());
    return 0;
}

QJsonObject memory(const Options &options, const QString &host, const QString &port)
{
    QProcess child;
    child.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    child.start(QCoreApplication::applicationFilePath(),
        {u"--scroll"_s, host, port, QString::number(options.huge),
            QString::number(options.seconds)});
    until([&child] { return child.state() == QProcess::NotRunning; });
    child.waitForFinished(-1);
    return QJsonDocument::fromJson(child.readAllStandardOutput()).object();
}

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    ui::Theme::apply(application, ui::Scheme::Light);
    const QStringList arguments = application.arguments();
    if (arguments.value(1) == u"--scroll"_s) {
        db::ConnInfo info;
        info.host = arguments.value(2);
        info.port = arguments.value(3);
        info.user = u"gatehouse"_s;
        info.database = u"postgres"_s;
        return scrollAbout(info, arguments.value(4).toLongLong(), arguments.value(5).toInt());
    }
    Options options;
    options.full = qEnvironmentVariableIsSet("GATEHOUSE_FULL");
    if (const auto at = arguments.indexOf(u"--rows"_s); at > 0)
        options.rows = arguments.value(at + 1).toLongLong();
    if (options.full)
        options.seconds = 600;

    db::ClusterOptions cluster;
    cluster.settings.insert(u"max_wal_size"_s, u"8GB"_s);
    const test::TestCluster server(cluster);
    if (!server.isUp())
        qFatal("%s", server.trouble().constData());
    auto session = server.open();
    const double load = wallMs([&] { script(*session, schema(options.rows)); });
    const auto relation = test::describeTable(*session, u"requests"_s);
    const browse::Query query = newestFirst(relation);
    double loads[1] = {};
    getloadavg(loads, 1);
    QJsonObject result{{u"load_average"_s, rounded(loads[0], 1)}, {u"rows"_s, options.rows}, {u"made_in_s"_s, rounded(load / 1000, 1)}};
    {
        BrowseBed bed(server->info());
        Plain plain(server->info());
        bed.model.setQuery(query);
        still(bed);
        result[u"first_page"_s] = firstPage(bed, plain, query);
        const Jumps found = jumps(bed, plain, query, options.rows);
        result[u"jump"_s] = found.jump;
        result[u"position"_s] = found.position;
        result[u"frame"_s] = frameCosts(bed);
        result[u"cancel"_s] = cancelling(bed, plain, server->info());
    }
    if (options.full)
        script(*session, hugeSchema(options.huge));
    const db::ConnInfo info = server->info();
    result[u"memory"_s] = memory(options, options.full ? info.host : QString(), info.port);
    std::puts(QJsonDocument(result).toJson().constData());
    return 0;
}
