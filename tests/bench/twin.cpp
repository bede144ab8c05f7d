// The floor for start-up: the least Qt window with tabs, a table, a chart and a page of rows read
// through Qt SQL. Prints the wall time of its first paint in milliseconds since 1970, then stays.
#include <QApplication>
#include <QChart>
#include <QChartView>
#include <QDateTime>
#include <QLineSeries>
#include <QMainWindow>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QStandardItemModel>
#include <QTabWidget>
#include <QTableView>

#include <cstdio>

namespace {

class Window : public QMainWindow
{
protected:
    bool event(QEvent *event) override
    {
        const bool done = QMainWindow::event(event);
        if (event->type() == QEvent::Paint && !std::exchange(m_painted, true)) {
            std::printf("%lld\n", static_cast<long long>(QDateTime::currentMSecsSinceEpoch()));
            std::fflush(stdout);
        }
        return done;
    }

private:
    bool m_painted = false;
};

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QPSQL"));
    database.setHostName(QString::fromLocal8Bit(argv[1]));
    database.setDatabaseName(QStringLiteral("ollama_api"));
    database.setUserName(QStringLiteral("gatehouse"));
    if (!database.open())
        std::fputs("The twin has no database; it measures less than it should.\n", stderr);

    auto *model = new QStandardItemModel(&application);
    QSqlQuery query(
        QStringLiteral("SELECT id, api_key, endpoint, model, response_time FROM usage_logs "
                       "ORDER BY timestamp DESC, id DESC LIMIT 200"));
    auto *series = new QLineSeries;
    while (query.next()) {
        QList<QStandardItem *> row;
        for (int i = 0; i < 5; ++i)
            row.append(new QStandardItem(query.value(i).toString()));
        model->appendRow(row);
        series->append(model->rowCount(), query.value(4).toDouble());
    }
    auto *chart = new QChart;
    chart->addSeries(series);
    chart->createDefaultAxes();
    auto *table = new QTableView;
    table->setModel(model);
    auto *tabs = new QTabWidget;
    tabs->addTab(new QChartView(chart), QStringLiteral("Chart"));
    tabs->addTab(table, QStringLiteral("Rows"));
    Window window;
    window.setCentralWidget(tabs);
    window.resize(1280, 800);
    window.show();
    return application.exec();
}
