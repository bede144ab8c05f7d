#include "ui/pages/settings.h"

#include "ui/frame/look.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/button.h"
#include "ui/widgets/card.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/pageheader.h"
#include "ui/widgets/plainlabel.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

namespace gatehouse::ui {

namespace {

constexpr int kWidest = 860, kEditorWidth = 260;

// As the table filters elsewhere: every word must be found, in any order.
bool fits(const QString &search, const SettingSpec &spec)
{
    const QString text =
        settingSection(spec) + u' ' + settingTitle(spec) + u' ' + settingHelp(spec);
    const QStringList words = search.split(u' ', Qt::SkipEmptyParts);
    return std::all_of(words.begin(), words.end(),
        [&](const QString &word) { return text.contains(word, Qt::CaseInsensitive); });
}

} // namespace

SettingsPage::SettingsPage(Workspace &workspace, QWidget *parent)
    : Page(workspace, parent), m_search(new QLineEdit(this)), m_nothing(new EmptyState(this))
{
    m_search->setObjectName("settingsSearch"_L1);
    m_search->setPlaceholderText(tr("Search the settings"));
    m_search->setAccessibleName(tr("Search the settings"));
    m_search->setClearButtonEnabled(true);
    m_search->setFixedWidth(kEditorWidth);
    auto *reset = makeButton(tr("Reset all"), ButtonKind::Plain, this, u"resetAll"_s);
    auto *header = new PageHeader(tr("Settings"), this);
    header->addAction(m_search);
    header->addAction(reset);

    auto *list = new QWidget;
    list->setMaximumWidth(kWidest);
    auto *column = new QVBoxLayout(list);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kMedium);
    addRows(column);
    column->addWidget(m_nothing);
    column->addStretch();
    m_nothing->setContent(u"search"_s, tr("No setting fits"),
        tr("Try a shorter word, or look through all settings."), tr("Show all settings"));
    m_nothing->hide();
    auto *scroll = new QScrollArea(this);
    scroll->setObjectName("settingsScroll"_L1);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidgetResizable(true);
    scroll->setWidget(list);
    auto *page = new QVBoxLayout(this);
    page->setContentsMargins(space::kLarge + 4, space::kLarge, space::kLarge + 4, space::kLarge);
    page->setSpacing(space::kMedium);
    page->addWidget(header);
    page->addWidget(scroll, 1);
    connect(m_search, &QLineEdit::textChanged, this, &SettingsPage::applySearch);
    connect(m_nothing, &EmptyState::actionTriggered, m_search, &QLineEdit::clear);
    connect(reset, &QPushButton::clicked, this, &SettingsPage::resetAll);
}

void SettingsPage::addRows(QVBoxLayout *column)
{
    QString title;
    Card *card = nullptr;
    for (const SettingSpec &spec : allSettingSpecs()) {
        if (const QString section = settingSection(spec); section != title) {
            title = section;
            card = new Card(title);
            column->addWidget(card);
            m_sections.push_back({card, {}});
        }
        QWidget *row = makeRow(spec);
        card->content()->addWidget(row);
        m_sections.back().rows.push_back({&spec, row});
    }
}

QWidget *SettingsPage::makeRow(const SettingSpec &spec)
{
    auto *row = new QWidget;
    auto *line = new QHBoxLayout(row);
    line->setContentsMargins(0, space::kTiny, 0, space::kTiny);
    line->setSpacing(space::kMedium);
    auto *words = new QVBoxLayout;
    words->setSpacing(2);
    auto *help = new PlainLabel(settingHelp(spec), row);
    help->setTone(PlainLabel::Tone::Muted);
    help->setWordWrap(true);
    words->addWidget(new PlainLabel(settingTitle(spec), row));
    words->addWidget(help);
    line->addLayout(words, 1);
    auto *reset = makeIconButton(u"rotate-ccw"_s, tr("Reset: %1").arg(settingTitle(spec)), row,
        QLatin1StringView(spec.id) + "_reset"_L1);
    line->addWidget(reset);
    connect(reset, &QToolButton::clicked, this, [this, &spec, row] {
        spec.reset(m_workspace.settings());
        replaceEditor(spec, row);
        applyLook(m_workspace.settings());
    });
    replaceEditor(spec, row);
    return row;
}

// A fresh editor reads the setting again; simpler and surer than teaching each to be told.
void SettingsPage::replaceEditor(const SettingSpec &spec, QWidget *row)
{
    const QString id = QLatin1StringView(spec.id);
    if (QWidget *old = row->findChild<QWidget *>(id)) {
        old->setObjectName({});
        old->hide();
        old->deleteLater();
    }
    SettingsFile &store = m_workspace.settings();
    QWidget *editor = spec.makeEditor(store, row, [&store] { applyLook(store); });
    editor->setObjectName(id);
    editor->setAccessibleName(settingTitle(spec));
    editor->setAccessibleDescription(settingHelp(spec));
    editor->setFixedWidth(kEditorWidth);
    auto *line = static_cast<QHBoxLayout *>(row->layout());
    line->insertWidget(1, editor);
    auto *reset = row->findChild<QWidget *>(id + "_reset"_L1);
    setTabOrder(editor, reset);
}

void SettingsPage::applySearch(const QString &text)
{
    bool any = false;
    for (const Section &section : m_sections) {
        bool anyHere = false;
        for (const Row &row : section.rows) {
            const bool shown = fits(text, *row.spec);
            row.widget->setVisible(shown);
            anyHere = anyHere || shown;
        }
        section.card->setVisible(anyHere);
        any = any || anyHere;
    }
    m_nothing->setVisible(!any);
}

void SettingsPage::resetAll()
{
    for (const Section &section : m_sections) {
        for (const Row &row : section.rows) {
            row.spec->reset(m_workspace.settings());
            replaceEditor(*row.spec, row.widget);
        }
    }
    applyLook(m_workspace.settings());
}

void SettingsPage::focusFilter()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

QJsonObject SettingsPage::state() const
{
    return m_search->text().isEmpty() ? QJsonObject{}
                                      : QJsonObject{{u"search"_s, m_search->text()}};
}

void SettingsPage::restore(const QJsonObject &state)
{
    m_search->setText(state[u"search"_s].toString());
}

} // namespace gatehouse::ui
