#include "ui/pages/usageviews.h"

#include "ui/theme/tokens.h"
#include "ui/widgets/button.h"
#include "ui/widgets/plainlabel.h"

#include <QDialog>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLineEdit>
#include <QMenu>
#include <QVBoxLayout>

#include <algorithm>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int kLongestName = 60;

} // namespace

UsageViews::UsageViews(SettingsFile &store, const QString &profileId, const QString &systemId)
    : m_store(store), m_key("usage/views/"_L1 + profileId + u'/' + systemId)
{
}

QList<std::pair<QString, QJsonObject>> UsageViews::load() const
{
    QList<std::pair<QString, QJsonObject>> views;
    const auto array = QJsonDocument::fromJson(m_store.value(m_key).toString().toUtf8()).array();
    for (const QJsonValue &each : array) {
        const QString name = each[u"name"_s].toString();
        if (!name.isEmpty())
            views.append({name, each[u"view"_s].toObject()});
    }
    return views;
}

void UsageViews::store(const QList<std::pair<QString, QJsonObject>> &views)
{
    QJsonArray array;
    for (const auto &[name, view] : views)
        array.append(QJsonObject{{u"name"_s, name}, {u"view"_s, view}});
    m_store.setValue(m_key, QString::fromUtf8(QJsonDocument(array).toJson(QJsonDocument::Compact)));
}

QStringList UsageViews::names() const
{
    QStringList names;
    for (const auto &[name, view] : load())
        names << name;
    return names;
}

QJsonObject UsageViews::view(const QString &name) const
{
    for (const auto &[each, view] : load()) {
        if (each == name)
            return view;
    }
    return {};
}

void UsageViews::save(const QString &name, const QJsonObject &view)
{
    auto views = load();
    const auto same = std::find_if(
        views.begin(), views.end(), [&name](const auto &each) { return each.first == name; });
    if (same != views.end())
        same->second = view;
    else
        views.append({name, view});
    store(views);
}

void UsageViews::rename(const QString &from, const QString &to)
{
    auto views = load();
    if (from == to)
        return;
    views.removeIf([&to](const auto &each) { return each.first == to; });
    for (auto &[name, view] : views) {
        if (name == from)
            name = to;
    }
    store(views);
}

void UsageViews::remove(const QString &name)
{
    auto views = load();
    views.removeIf([&name](const auto &each) { return each.first == name; });
    store(views);
}

UsageViewsButton::UsageViewsButton(
    UsageViews views, std::function<QJsonObject()> present, QWidget *parent)
    : QPushButton(tr("Saved &views"), parent), m_views(views), m_present(std::move(present))
{
    setObjectName(u"usageViews"_s);
    setAutoDefault(false);
    auto *menu = new QMenu(this);
    menu->setObjectName(u"usageViewsMenu"_s);
    setMenu(menu);
    fill();
}

void UsageViewsButton::setBuiltIn(const QList<BuiltIn> &views)
{
    m_builtIn = views;
    fill();
}

void UsageViewsButton::fill()
{
    QMenu *menu = this->menu();
    menu->clear();
    const auto add = [&](const QString &title, const std::function<QJsonObject()> &view) {
        QAction *action = menu->addAction(buttonText(title));
        connect(action, &QAction::triggered, this, [this, view] { Q_EMIT chosen(view()); });
        return action;
    };
    for (int i = 0; i < m_builtIn.size(); ++i)
        add(m_builtIn[i].first, m_builtIn[i].second)->setObjectName(u"usageBuiltIn_%1"_s.arg(i));
    const QStringList names = m_views.names();
    if (!names.isEmpty())
        menu->addSection(tr("Saved"));
    for (const QString &name : names)
        add(name, [view = m_views.view(name)] {
            return view;
        })->setObjectName(u"usageView_"_s + name);
    menu->addSeparator();
    QAction *save = menu->addAction(tr("&Save this view…"));
    save->setObjectName(u"usageSaveView"_s);
    connect(save, &QAction::triggered, this, [this] {
        askName(tr("Save this view"), {},
            [this](const QString &name) { m_views.save(name, m_present()); });
    });
    if (names.isEmpty())
        return;
    QMenu *change = menu->addMenu(tr("&Rename"));
    QMenu *remove = menu->addMenu(tr("&Delete"));
    for (const QString &name : names) {
        QAction *renaming = change->addAction(buttonText(name));
        renaming->setObjectName(u"usageRename_"_s + name);
        connect(renaming, &QAction::triggered, this, [this, name] {
            askName(tr("Rename the view"), name,
                [this, name](const QString &to) { m_views.rename(name, to); });
        });
        QAction *removing = remove->addAction(buttonText(name));
        removing->setObjectName(u"usageDelete_"_s + name);
        connect(
            removing, &QAction::triggered, this,
            [this, name] {
                m_views.remove(name);
                fill();
            },
            Qt::QueuedConnection);
    }
}

void UsageViewsButton::askName(
    const QString &title, const QString &start, const std::function<void(const QString &)> &then)
{
    auto *dialog = new QDialog(window());
    dialog->setObjectName(u"usageViewName"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(title);
    auto *label = new PlainLabel(tr("Name of the view"), dialog);
    auto *name = new QLineEdit(start, dialog);
    name->setObjectName(u"usageViewNameEdit"_s);
    name->setAccessibleName(tr("Name of the view"));
    name->setMaxLength(kLongestName);
    name->setMinimumWidth(320);
    auto *note = new PlainLabel(dialog);
    note->setTone(PlainLabel::Tone::Warn);
    auto *cancel = makeButton(tr("Cancel"), ButtonKind::Plain, dialog, u"usageViewCancel"_s);
    auto *save = makeButton(tr("Save"), ButtonKind::Primary, dialog, u"usageViewSave"_s);
    save->setDefault(true);
    auto *foot = new QHBoxLayout;
    foot->addStretch(1);
    foot->addWidget(cancel);
    foot->addWidget(save);
    auto *column = new QVBoxLayout(dialog);
    column->setContentsMargins(space::kLarge, space::kLarge, space::kLarge, space::kLarge);
    column->setSpacing(space::kSmall);
    for (QWidget *widget : std::initializer_list<QWidget *>{label, name, note})
        column->addWidget(widget);
    column->addLayout(foot);
    const auto check = [this, name, note, save, start] {
        const QString typed = name->text().trimmed();
        const bool taken = typed != start && m_views.names().contains(typed);
        note->setText(taken ? tr("A view of this name is there; it will be replaced.") : QString());
        save->setEnabled(!typed.isEmpty());
    };
    connect(name, &QLineEdit::textChanged, dialog, check);
    connect(cancel, &QPushButton::clicked, dialog, &QDialog::reject);
    connect(save, &QPushButton::clicked, dialog, [this, dialog, name, then] {
        then(name->text().trimmed());
        fill();
        dialog->accept();
    });
    check();
    name->selectAll();
    dialog->open();
}

} // namespace gatehouse::ui
