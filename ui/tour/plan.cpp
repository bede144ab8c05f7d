#include "ui/tour/plan.h"

#include "ui/frame/commandpalette.h"
#include "ui/frame/desk.h"
#include "ui/frame/mainwindow.h"
#include "ui/frame/pagestack.h"
#include "ui/frame/workspaceview.h"
#include "ui/tour/startlooks.h"
#include "ui/tour/stops.h"
#include "ui/tour/tour.h"
#include "ui/words.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QDialog>
#include <QDir>
#include <QLineEdit>
#include <QPainter>
#include <QTabWidget>

#include <memory>

namespace gatehouse::ui {

namespace {

// GATEHOUSE_TOUR_SIZE=1280x800 for another size.
QSize pictureSize()
{
    const QStringList wanted = qEnvironmentVariable("GATEHOUSE_TOUR_SIZE").split(u'x');
    const QSize size(wanted.value(0).toInt(), wanted.value(1).toInt());
    return size.width() >= 640 && size.height() >= 480 ? size : QSize(1440, 900);
}

// GATEHOUSE_TOUR_PAGES=usage,keys for pictures of these alone.
bool isWanted(const char *page)
{
    static const QStringList wanted =
        qEnvironmentVariable("GATEHOUSE_TOUR_PAGES").split(u',', Qt::SkipEmptyParts);
    return wanted.isEmpty() || wanted.contains(QLatin1StringView(page));
}

// What the looks share; lives as long as the last of them.
struct Stage
{
    Desk &desk;
    Tour &tour;
    QPointer<MainWindow> window{};
    QPointer<QDialog> dialog{};
    bool sandboxEnded = false;
};
using StagePtr = std::shared_ptr<Stage>;

QList<QDialog *> openDialogs()
{
    QList<QDialog *> open;
    for (QWidget *widget : QApplication::topLevelWidgets()) {
        if (auto *dialog = qobject_cast<QDialog *>(widget); dialog && dialog->isVisible())
            open.append(dialog);
    }
    return open;
}

QImage windowPicture(const Stage &stage)
{
    QImage whole = stage.window->grab().toImage();
    if (!stage.dialog)
        return whole;
    QPainter painter(&whole);
    painter.fillRect(QRect(QPoint(), pictureSize()), QColor(0, 0, 0, 90));
    const QPixmap dialog = stage.dialog->grab();
    const QSizeF size = dialog.deviceIndependentSize();
    painter.drawPixmap(QPointF((pictureSize().width() - size.width()) / 2,
                           (pictureSize().height() - size.height()) / 2),
        dialog);
    return whole;
}

bool pageIsIdle(const Stage &stage)
{
    if (!stage.window || !stage.window->view())
        return false;
    const Page *page = stage.window->view()->pages().currentPage();
    return !page || page->isIdle();
}

void closeDialog(Stage &stage, const char *finish = "")
{
    auto *button = stage.dialog && *finish
        ? stage.dialog->findChild<QAbstractButton *>(QLatin1StringView(finish))
        : nullptr;
    if (button)
        button->click();
    else if (stage.dialog)
        stage.dialog->reject();
    stage.dialog = nullptr;
    if (stage.window)
        stage.window->palette().close();
}

void addStart(const StagePtr &stage)
{
    stage->tour.append({u"start"_s,
        [stage] {
            stage->window = stage->desk.newWindow();
            stage->window->resize(pictureSize());
            return QString();
        },
        [] { return true; }, [stage] { return windowPicture(*stage); }});
    const auto picture = [stage](QDialog *dialog) {
        stage->dialog = dialog;
        const QImage image = windowPicture(*stage);
        stage->dialog = nullptr;
        return image;
    };
    const auto window = [stage]() -> MainWindow * { return stage->window; };
    if (!isWanted("start"))
        return;
    for (TourLook &look : startLooks(stage->desk, window, picture))
        stage->tour.append(std::move(look));
}

void addPage(const StagePtr &stage, const QString &prefix, const PageSpec &spec)
{
    const QString id = QLatin1StringView(spec.id);
    stage->tour.append({prefix + u'-' + id,
        [stage, id] {
            stage->window->showPage(id);
            return QString();
        },
        [stage] { return pageIsIdle(*stage); }, [stage] { return windowPicture(*stage); }});
}

void fill(const Stage &stage, const QString &what)
{
    const QString name = what.section(u'=', 0, 0);
    QString text = what.section(u'=', 1);
    text.replace("{samples}"_L1,
        QDir::cleanPath(stage.window->workspace()->profile().info.host + "/../sources"_L1));
    text.replace("{scale}"_L1, QString::number(stage.window->devicePixelRatio()));
    if (auto *line = stage.window->findChild<QLineEdit *>(name)) {
        line->setText(text);
        Q_EMIT line->editingFinished(); // as somebody's typing
    }
    auto *list = stage.window->findChild<QComboBox *>(name);
    if (const int at = list ? list->findText(text, Qt::MatchStartsWith) : -1; at >= 0) {
        list->setCurrentIndex(at);
        Q_EMIT list->activated(at); // as somebody's choice
    }
}

QString pull(Stage &stage, const TourStop &stop)
{
    if (*stop.fill)
        fill(stage, QString::fromUtf8(stop.fill));
    if (*stop.selectIn) {
        if (auto *view =
                stage.window->findChild<QAbstractItemView *>(QLatin1StringView(stop.selectIn)))
            view->setCurrentIndex(view->model()->index(0, 0));
    }
    const QString name = QLatin1StringView(stop.trigger);
    if (name.isEmpty())
        return {};
    if (auto *action = stage.window->findChild<QAction *>(name); action && action->isEnabled())
        action->trigger();
    else if (auto *button = stage.window->findChild<QAbstractButton *>(name);
             button && button->isEnabled())
        button->click();
    else if (auto *tabs = stage.window->findChild<QTabWidget *>(name))
        tabs->setCurrentIndex(tabs->currentIndex() + 1);
    else
        return Words::tr("%1 cannot be pressed, so %2 was not shown.")
            .arg(name, QLatin1StringView(stop.name));
    return {};
}

bool dialogStands(Stage &stage, bool wanted)
{
    if (wanted && !stage.dialog && !stage.window->palette().isVisible()) {
        const auto open = openDialogs();
        if (open.isEmpty())
            return false;
        stage.dialog = open.first();
        stage.dialog->resize(
            stage.dialog->size().expandedTo(stage.dialog->sizeHint()).boundedTo(pictureSize()));
    }
    return pageIsIdle(stage);
}

void addStop(const StagePtr &stage, const QString &prefix, const TourStop &stop)
{
    stage->tour.append({prefix + u'-' + QLatin1StringView(stop.page),
        [stage, page = QString(QLatin1StringView(stop.page))] {
            stage->window->showPage(page);
            return QString();
        },
        [stage] { return pageIsIdle(*stage); }});
    stage->tour.append({prefix + u'-' + QLatin1StringView(stop.name),
        [stage, &stop] { return pull(*stage, stop); },
        [stage, &stop] { return dialogStands(*stage, stop.dialog); },
        *stop.name ? [stage] { return windowPicture(*stage); } : std::function<QImage()>(),
        [stage, &stop] { closeDialog(*stage, stop.finish); }});
}

db::Profile asProduction(db::Profile profile)
{
    profile.id += "-production"_L1;
    profile.name = u"orders-api"_s;
    profile.environment = db::Environment::Production;
    return profile;
}

// The same database as production would look: frame, badge, typed name.
void planProduction(const StagePtr &stage)
{
    for (const TourStop &stop : tourStops()) {
        if (*stop.system == 0 && isWanted(stop.page))
            addStop(stage, u"production"_s, stop);
    }
    addPage(stage, u"production"_s, *pageSpec(stage->window->view()->pages().currentId()));
}

// Only now is it known which pages the database can fill.
void planRecognised(const StagePtr &stage, bool first)
{
    const Workspace &workspace = *stage->window->workspace();
    const QString system = workspace.match() ? workspace.match()->system->id : QString();
    const QString prefix = system.isEmpty() ? workspace.profile().info.database : system;
    bool greyed = false;
    for (const PageSpec &spec : allPages()) {
        if (!isWanted(spec.id))
            continue;
        const bool usable = whyNotNow(spec, workspace).isEmpty();
        const bool once = !spec.whyNot || (!usable && !std::exchange(greyed, true));
        if (usable ? (spec.whyNot || first) : (once && first))
            addPage(stage, prefix, spec);
    }
    for (const TourStop &stop : tourStops()) {
        if (!isWanted(stop.page))
            continue;
        if (*stop.system ? system == QLatin1StringView(stop.system) : first)
            addStop(stage, prefix, stop);
    }
}

void addDatabase(const StagePtr &stage, const db::Profile &profile, std::function<void()> plan)
{
    stage->tour.append({profile.name,
        [stage, profile] {
            const Workspace *open = stage->window ? stage->window->workspace() : nullptr;
            if (open && open->profile().id == profile.id)
                return QString();
            if (stage->window)
                stage->window->close();
            stage->window = stage->desk.openConnection(nullptr, profile, nullptr);
            stage->window->resize(pictureSize());
            return QString();
        },
        [stage] { return stage->window->workspace()->stage() >= Workspace::Stage::Ready; }, {},
        std::move(plan)});
}

void addSandbox(const StagePtr &stage)
{
    QObject::connect(
        &stage->desk, &Desk::sandboxReady, &stage->tour, [stage] { stage->sandboxEnded = true; });
    QObject::connect(&stage->desk, &Desk::sandboxFailed, &stage->tour, [stage](const Error &error) {
        stage->sandboxEnded = true;
        stage->tour.complain(error.text);
    });
    stage->tour.append({u"sandbox"_s,
        [stage] {
            stage->window->openSandbox();
            return QString();
        },
        [] { return true; }, [stage] { return windowPicture(*stage); }});
    stage->tour.append({u"sandbox"_s, [] { return QString(); },
        [stage] { return stage->sandboxEnded; }, {},
        [stage] {
            const std::vector<db::Profile> all = stage->desk.sandboxProfiles();
            for (const db::Profile &profile : all) {
                const bool first = profile.id == all.front().id;
                addDatabase(stage, profile, [stage, first] { planRecognised(stage, first); });
            }
            if (!all.empty())
                addDatabase(stage, asProduction(all.front()), [stage] { planProduction(stage); });
        }});
}

} // namespace

void planTour(Tour &tour, Desk &desk)
{
    const auto stage = std::make_shared<Stage>(Stage{desk, tour});
    addStart(stage);
    addSandbox(stage);
}

} // namespace gatehouse::ui
